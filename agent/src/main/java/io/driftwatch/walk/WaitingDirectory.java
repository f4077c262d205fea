package io.driftwatch.walk;

import io.driftwatch.file.FilePath;

/**
 * A directory of the image that is known and was not looked into yet.
 *
 * @param path in the image
 * @param stack of the layers that have it
 */
record WaitingDirectory(FilePath path, LowerStack stack) {}
