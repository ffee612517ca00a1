-- Script for wrk: sends each request of a file once, and prints one line of JSON.
-- Arguments: the file of requests, and the file with their body. A line is: method, path, access token or `-`, If-Match or `-`, separated by spaces.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int pid, int signal);")
local SIGINT = 2

local requests, at = {}, 0

function init(args)
  local file = assert(io.open(args[2], "rb"))
  local body = file:read("*a")
  file:close()
  for line in io.lines(args[1]) do
    local method, path, token, version = line:match("^(%S+) (%S+) (%S+) (%S+)$")
    local headers = { ["Host"] = wrk.host .. ":" .. wrk.port }
    if token ~= "-" then headers["Authorization"] = "Bearer " .. token end
    if version ~= "-" then headers["If-Match"] = version end
    if #body > 0 then headers["Content-Type"] = "application/json" end
    requests[#requests + 1] = wrk.format(method, path, headers, body)
  end
end

function request()
  at = at + 1
  if at > #requests then
    -- Everything was sent: the loop ends here, and the signal ends the wait for the rest of the time.
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), SIGINT)
    at = 1
  end
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"bytes":%d,"durationUs":%d,"p50Us":%d,"p99Us":%d,"maxUs":%d,"refused":%d,"failed":%d}\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
