// What a matrix says: green only where every canary is in its own Tempo and nowhere else.
import Testing

@testable import App

struct CanaryMatrixTests {
    private func matrix(_ words: [[Character]], notSent: String? = nil) -> CanaryMatrix {
        let parties = [EnvironmentName.staging, .production].prefix(words.count).map {
            CanaryMatrix.Party(
                environment: $0, endpoint: "http://\($0)", query: "http://q-\($0)",
                traceID: "1", notSent: $0 == .production ? notSent : nil)
        }
        let cells = words.map { row in
            row.map { word -> CanaryCell in
                switch word {
                case "f": .found
                case "a": .absent
                default: .unreachable("no route")
                }
            }
        }
        return CanaryMatrix(parties: Array(parties), cells: cells)
    }

    @Test(arguments: [[["f"]], [["f", "a"], ["a", "f"]]] as [[[Character]]])
    func ownAndOnlyOwnIsGreen(words: [[Character]]) {
        let matrix = matrix(words)
        #expect(matrix.isGreen)
        #expect(matrix.findings.isEmpty)
    }

    @Test(
        arguments: [
            (
                [["f", "a"], ["f", "f"]],
                ["that production sent to http://production is in the Tempo of"]
            ),
            (
                [["f", "f"], ["a", "f"]], ["that staging sent to http://staging is in the Tempo of"]
            ),
            (
                [["f", "a"], ["f", "a"]],
                [
                    "production sent to http://production is in",
                    "sent to http://production is not in its",
                ]
            ),
            ([["a", "f"], ["f", "a"]], ["is in", "is in", "is not in", "is not in"]),
            ([["f", "u"], ["a", "u"]], ["of production cannot be asked from here: no route"]),
            ([["u"]], ["of staging cannot be asked"]), ([["a"]], ["is not in its Tempo"]),
        ] as [([[Character]], [String])])
    func everythingElseIsNot(words: [[Character]], said: [String]) {
        let findings = matrix(words).findings
        #expect(findings.count == said.count)
        for (finding, words) in zip(findings, said) {
            #expect(finding.sentence.contains(words), "\(finding.sentence)")
            #expect(!finding.remedy.isEmpty)
        }
    }

    @Test func aCanaryThatWasNotSentIsNoPass() {
        let matrix = matrix([["f", "a"], ["u", "u"]], notSent: "the configuration is refused")
        #expect(
            matrix.findings.map(\.sentence) == [
                "No canary of production was sent: the configuration is refused."
            ])
    }

    @Test func theTableHasARowForEachCanaryAndAColumnForEachTempo() {
        let text = DoctorTable.matrix(matrix([["f", "a"], ["a", "u"]]))
        #expect(
            text.contains(
                """

                                   in staging's  in production's
                  from staging     found         absent
                  from production  absent        unreachable from here

                """))
    }
}
