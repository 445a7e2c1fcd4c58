package io.arvfs.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.DiskFile;
import io.arvfs.journal.host.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code poisoned} in a volume's directory: a force failed, so what the kernel shows of
 * the files last written may never have reached the disk. It stands outside of those files.
 *
 * @param durable the last entry covered by a force that returned
 */
record PoisonNote(Position durable) {

  private static final Logger LOG = LoggerFactory.getLogger(PoisonNote.class);
  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_REASON = 4 << 10;
  private static final Pattern TEXT = Pattern.compile("durable ([0-9]{1,18})\n.*", Pattern.DOTALL);

  /** Where a note goes, and what makes room for it. */
  record Place(Disk disk, Path volume, Reserve reserve) {}

  /** Notes it if that can be done; the first failure is what is told in any case. */
  static void leave(Place place, Position durable, Throwable cause) {
    Path volume = place.volume();
    LOG.error("a force failed in {}: it changes no more until it is opened again", volume, cause);
    try {
      place
          .reserve()
          .spend(
              () -> {
                write(place.disk(), volume, durable, cause);
                return true;
              });
    } catch (IOException | RuntimeException e) {
      LOG.error("that cannot be noted in {}", volume, e);
      cause.addSuppressed(e);
    }
  }

  /** Notes it on the disk; when this returns it is durable. */
  static void write(Disk disk, Path volume, Position durable, Throwable cause) throws IOException {
    Path note = VolumeLayout.of(volume).poisoned();
    if (disk.exists(note)) {
      return; // Nothing that came later is known to be durable.
    }
    String reason = cause.toString();
    String told = reason.substring(0, Math.min(MAX_REASON, reason.length())).replace('\n', ' ');
    Path fresh = note.resolveSibling("poisoned.new");
    disk.delete(fresh);
    try (DiskFile file = disk.open(fresh, OpenMode.CREATE_NEW)) {
      String text = "durable " + durable + "\nfailed " + told + "\n";
      file.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
      file.force();
    }
    disk.rename(fresh, note);
    disk.forceDirectory(volume);
  }

  /** The note in {@code volume}, if there is one; one that cannot be read knows nothing. */
  static Optional<PoisonNote> in(Disk disk, Path volume) throws IOException {
    Path note = VolumeLayout.of(volume).poisoned();
    if (!disk.exists(note)) {
      return Optional.empty();
    }
    Matcher text = TEXT.matcher(new String(disk.readAll(note, MAX_BYTES), UTF_8));
    return Optional.of(
        new PoisonNote(
            text.matches() ? new Position(Long.parseLong(text.group(1))) : Position.NONE));
  }

  static void remove(Disk disk, Path volume) throws IOException {
    disk.delete(VolumeLayout.of(volume).poisoned());
    disk.forceDirectory(volume);
  }
}
