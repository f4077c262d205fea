package io.driftwatch.report;

import io.driftwatch.file.FilePath;

/**
 * A directory to which a container wrote: the topmost that could be mounted over without hiding
 * anything of the image, or else the directory of the image itself.
 *
 * @param directory in the container, without links
 * @param ground what the image has there
 * @param files how many paths were written to below it: added, changed, deleted, or copied up
 * @param bytes that files which are the container's own take below it
 * @param overImage how many of the paths are the image's, which a mount would hide or which a
 *     read-only root would keep as they are
 * @param programs whether any program was added or changed there
 * @param example one of the paths
 * @param imageBytes that the image's files take below it; 0 unless it is {@link Ground#SHARED}
 * @param imagePrograms whether any of them is a program, or they are too many to tell
 */
public record WrittenPlace(
    FilePath directory,
    Ground ground,
    long files,
    long bytes,
    long overImage,
    boolean programs,
    FilePath example,
    long imageBytes,
    boolean imagePrograms) {}
