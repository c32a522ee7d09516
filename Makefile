# The two commands of the README, and `build` and `packages`, which they need. Everything else is CMake's.
.PHONY: demo test build packages
demo: build
	@tools/demo.sh
test: packages
	@cmake --preset test >/dev/null && cmake --build --preset test && ctest --preset test
build: packages
	@cmake --preset release >/dev/null && cmake --build --preset release
packages:
	@tools/install_packages.sh
