-- Script for wrk: requests the paths of a file in order, once or repeatedly, and prints one line of JSON.
-- Arguments: the file, `once` or `again`, and optionally the value of Accept-Encoding.

local ffi = require("ffi")
ffi.cdef("int getpid(void); int kill(int pid, int signal);")
local SIGINT = 2

local requests, at, once = {}, 0, false

function init(args)
  once = args[2] == "once"
  local headers = { ["Host"] = wrk.host .. ":" .. wrk.port }
  if args[3] then headers["Accept-Encoding"] = args[3] end
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  at = at + 1
  if at > #requests then
    if once then
      -- Everything was asked: the loop ends here, and the signal ends the wait for the rest of the time.
      wrk.thread:stop()
      ffi.C.kill(ffi.C.getpid(), SIGINT)
    end
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
