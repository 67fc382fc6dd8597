# What is installed beside the tools; tests/interface/install_list.txt has all.
file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.[1-8])
foreach(page IN LISTS pages)
  cmake_path(GET page EXTENSION LAST_ONLY section)
  string(SUBSTRING ${section} 1 -1 section)
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# bash-completion looks for a file of the command's name.
set(bash_dir ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES completions/flock-tools.bash
  DESTINATION ${bash_dir} RENAME flock-tools)
foreach(tool IN LISTS FLOCK_TOOLS)
  set(link ${PROJECT_BINARY_DIR}/completions/${tool})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/completions)
  file(CREATE_LINK flock-tools ${link} SYMBOLIC)
  install(FILES ${link} DESTINATION ${bash_dir})
endforeach()
install(FILES completions/_flock-tools
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(DIRECTORY completions/fish/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# try-it builds the checkout that it lies in.
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR}
  USE_SOURCE_PERMISSIONS PATTERN try-it EXCLUDE)
# It finds the tools by where it lies, wherever the whole is installed.
set(ship_dir ${CMAKE_INSTALL_FULL_LIBEXECDIR}/flock)
file(RELATIVE_PATH FLOCK_BIN_FROM_SHIP ${ship_dir} ${CMAKE_INSTALL_FULL_BINDIR})
configure_file(libexec/ship ${PROJECT_BINARY_DIR}/libexec/ship @ONLY)
install(PROGRAMS ${PROJECT_BINARY_DIR}/libexec/ship
  DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/flock)
