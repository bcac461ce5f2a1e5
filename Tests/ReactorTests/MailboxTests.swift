// The mailbox at its bound, across threads, and after it is closed.
import Locking
import Reactor
import Testing

struct MailboxTests {
    @Test func refusesTheMessageAfterTheLastThatFits() throws {
        let mailbox = try Mailbox<Int>(capacity: 2)
        #expect(mailbox.post(1))
        #expect(mailbox.post(2))
        #expect(!mailbox.post(3))
        #expect(mailbox.drain() == [1, 2])
        #expect(mailbox.post(4))
    }

    @Test func deliversInOrderWhatAnotherThreadPosts() throws {
        let mailbox = try Mailbox<Int>(capacity: 1_000)
        let thread = try ThreadHandle.start(name: "producer") {
            for number in 0..<1_000 { #expect(mailbox.post(number)) }
        }
        var received: [Int] = []
        while received.count < 1_000 { received += mailbox.receive(timeout: .seconds(10)) }
        thread.join()
        #expect(received == Array(0..<1_000))
    }

    @Test func isNeverEmptyBeforeTheTimeoutWhilePostsRaceWithTheReceiver() throws {
        let mailbox = try Mailbox<Int>(capacity: 20_000)
        let thread = try ThreadHandle.start(name: "racer") {
            for number in 0..<20_000 { #expect(mailbox.post(number)) }
            mailbox.close()
        }
        var count = 0
        while count < 20_000 {
            let received = mailbox.receive(timeout: .seconds(30))
            try #require(!received.isEmpty)
            count += received.count
        }
        thread.join()
    }

    @Test func returnsNothingWhenTheTimeoutPasses() throws {
        let mailbox = try Mailbox<Int>(capacity: 1)
        #expect(mailbox.receive(timeout: .milliseconds(5)).isEmpty)
    }

    @Test func closingWakesTheReceiverAndRefusesLaterMessages() throws {
        let mailbox = try Mailbox<Int>(capacity: 4)
        let thread = try ThreadHandle.start(name: "closer") { mailbox.close() }
        #expect(mailbox.receive(timeout: nil).isEmpty)
        thread.join()
        #expect(!mailbox.post(1))
        #expect(mailbox.isClosed)
    }

    @Test func keepsWhatWaitedWhenItIsClosed() throws {
        let mailbox = try Mailbox<Int>(capacity: 4)
        #expect(mailbox.post(9))
        mailbox.close()
        #expect(mailbox.receive(timeout: nil) == [9])
    }
}
