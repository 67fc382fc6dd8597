# Targets format, check-format and lint, where their tools are found.
file(GLOB_RECURSE sources CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/lib/*.[ch]pp ${PROJECT_SOURCE_DIR}/tools/*.[ch]pp
  ${PROJECT_SOURCE_DIR}/tests/*.[ch]pp)

find_program(FLOCK_CLANG_FORMAT clang-format)
if(FLOCK_CLANG_FORMAT)
  add_custom_target(format COMMAND ${FLOCK_CLANG_FORMAT} -i ${sources} VERBATIM)
  add_custom_target(check-format
    COMMAND ${FLOCK_CLANG_FORMAT} --dry-run --Werror ${sources} VERBATIM)
endif()

find_program(FLOCK_RUN_CLANG_TIDY run-clang-tidy)
if(FLOCK_RUN_CLANG_TIDY)
  add_custom_target(lint
    # clang does not know all of GCC's warnings.
    COMMAND ${FLOCK_RUN_CLANG_TIDY} -quiet -p ${PROJECT_BINARY_DIR}
      -extra-arg=-Wno-unknown-warning-option
      "${PROJECT_SOURCE_DIR}/(lib|tools)/.*" VERBATIM)
endif()
