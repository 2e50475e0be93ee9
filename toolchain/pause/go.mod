module vector-platform/toolchain/pause

go 1.26
