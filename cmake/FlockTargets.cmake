# flock_add_library(NAME SOURCES file... [LINKS target...] [USES target...])
#   One static library for one folder of lib/flock, as target flock_NAME.
#   LINKS is what its headers show, USES what only its sources include.
# flock_add_tool(NAME [SOURCES file...] LINKS library...)
#   One tool of tools/NAME: main.cpp, options.cpp and SOURCES beside them,
#   linked with those libraries of lib/flock; and its installation.

function(flock_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;USES" ${ARGN})
  add_library(flock_${name} STATIC ${ARG_SOURCES})
  target_include_directories(flock_${name} PUBLIC
    ${PROJECT_SOURCE_DIR}/lib ${PROJECT_BINARY_DIR}/include)
  target_link_libraries(flock_${name} PUBLIC ${ARG_LINKS}
    PRIVATE ${ARG_USES} flock_warnings flock_sanitizers)
endfunction()

function(flock_add_tool name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  list(TRANSFORM ARG_LINKS PREPEND flock_)
  list(TRANSFORM ARG_SOURCES PREPEND ${name}/)
  # Apart, so that the interface test can ask every tool for its options.
  add_library(${name}_options STATIC ${name}/options.cpp)
  target_include_directories(${name}_options PUBLIC ${PROJECT_SOURCE_DIR}/tools)
  target_link_libraries(${name}_options PUBLIC flock_cli
    PRIVATE flock_warnings flock_sanitizers)
  add_executable(${name} ${name}/main.cpp ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${name}_options ${ARG_LINKS}
    flock_warnings flock_sanitizers)
  set(FLOCK_TOOLS ${FLOCK_TOOLS} ${name} CACHE INTERNAL "")
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
