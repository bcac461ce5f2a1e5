-- Sixteen requests at once on each connection; wrk counts every reply.
local requests

function init()
    local one = wrk.format("GET")
    requests = string.rep(one, 16)
end

function request()
    return requests
end
