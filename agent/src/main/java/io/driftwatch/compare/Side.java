package io.driftwatch.compare;

import io.driftwatch.file.Attributes;
import io.driftwatch.file.Digest;
import io.driftwatch.file.FilePath;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.Reason;
import java.util.Optional;

/**
 * What was seen on one side of a changed path.
 *
 * @param stat its status
 * @param attributes its extended attributes
 * @param target where it points, for a symbolic link
 * @param digest its SHA-256, for a regular file whose digest was wanted and could be had
 * @param program whether it is a regular file that can be run, as far as it could be read
 * @param unread why something of it could not be read
 */
public record Side(
    FileStat stat,
    Attributes attributes,
    Optional<FilePath> target,
    Optional<Digest> digest,
    boolean program,
    Optional<Reason> unread) {}
