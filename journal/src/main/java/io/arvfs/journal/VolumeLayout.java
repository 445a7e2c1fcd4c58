package io.arvfs.journal;

import java.nio.file.Path;

/**
 * Where things lie in a volume's directory.
 *
 * @param pending there while the volume may owe the server something
 */
public record VolumeLayout(
    Path log,
    Path segments,
    Path index,
    Path checkpoints,
    Path manifests,
    Path attempts,
    Path reserve,
    Path poisoned,
    Path pending) {

  public static VolumeLayout of(Path volume) {
    return new VolumeLayout(
        volume.resolve("log"),
        volume.resolve("segments"),
        volume.resolve("index"),
        volume.resolve("checkpoints"),
        volume.resolve("manifests"),
        volume.resolve("attempts"),
        volume.resolve("reserve"),
        volume.resolve("poisoned"),
        volume.resolve("pending"));
  }
}
