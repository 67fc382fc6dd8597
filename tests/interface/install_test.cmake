# Installs into a folder of its own and compares what is there with
# install_list.txt. cmake -DBUILD=... -DLIST=... -P install_test.cmake
cmake_minimum_required(VERSION 3.25)

set(prefix ${BUILD}/tests/interface/prefix)
file(REMOVE_RECURSE ${prefix})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

file(GLOB_RECURSE installed LIST_DIRECTORIES false RELATIVE ${prefix}
  ${prefix}/*)
file(STRINGS ${LIST} expected)
set(unexpected ${installed})
list(REMOVE_ITEM unexpected ${expected})
set(missing ${expected})
list(REMOVE_ITEM missing ${installed})
foreach(file IN LISTS unexpected)
  message("not in ${LIST}: ${file}")
endforeach()
foreach(file IN LISTS missing)
  message("not installed: ${file}")
endforeach()
if(unexpected OR missing)
  message(FATAL_ERROR "what is installed is not what is listed")
endif()

foreach(file bin/flock-sign libexec/flock/ship)
  execute_process(COMMAND test -x ${prefix}/${file} RESULT_VARIABLE no)
  if(no)
    message(FATAL_ERROR "${file} cannot be executed")
  endif()
endforeach()

# As from cron, whose PATH does not have the tools: flock-collect is found, and
# says that the gateway in the registration is none.
set(home ${prefix}/home)
file(WRITE ${home}/config/gateway.json "{}")
file(WRITE ${home}/config/consent.jsonl "\"decision\":\"enabled\"")
execute_process(COMMAND env -i PATH=/usr/bin:/bin HOME=${home}
  FLOCK_CONFIG_DIR=${home}/config FLOCK_STATE_DIR=${home}/state
  ${prefix}/libexec/flock/ship RESULT_VARIABLE status)
file(READ ${home}/state/ship.log log)
if(NOT status EQUAL 2 OR NOT log MATCHES "flock-collect: cannot understand")
  message(FATAL_ERROR "ship does not find the tools: status ${status}, ${log}")
endif()
file(REMOVE_RECURSE ${prefix})
