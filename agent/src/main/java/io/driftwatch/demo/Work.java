package io.driftwatch.demo;

import java.io.IOException;

/** Something that is done to a tree of files: a step of an image's build, or a break-in. */
@FunctionalInterface
interface Work {

  void doIn(FileTree tree) throws IOException;
}
