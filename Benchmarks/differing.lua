-- Callers with traces of their own: no two heads that follow each other are the same.
local requests = {}
local count = 1024
local last = 0

function init()
    for number = 1, count do
        local parent = string.format("00-%032x-%016x-01", number, number)
        requests[number] = wrk.format("GET", nil, { traceparent = parent })
    end
end

function request()
    last = last % count + 1
    return requests[last]
end
