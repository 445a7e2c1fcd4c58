package io.arvfs.journal;

import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.BytesWritten;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.log.Damage;
import io.arvfs.journal.log.Log;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.LogScan;
import io.arvfs.journal.segment.Segments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a start believes of a journal that an earlier process left, perhaps in the middle of a word.
 *
 * <p>Up to the durable end everything must be there, else the journal is damaged. Beyond it the
 * journal is cut at the first frame that is not whole or whose bytes did not arrive. What is
 * believed is forced before anything new is written: pages of a killed process were never forced.
 *
 * @param end the last frame that is believed
 * @param durable how far the journal was known to be durable
 * @param lastEpoch the largest epoch seen
 */
record Recovery(LogEnd end, Position durable, long lastEpoch) {

  /**
   * Reads what is there and forces it.
   *
   * @throws DamagedJournalException if something durable is missing
   */
  static Recovery of(Disk disk, Path volume, Segments segments) throws IOException {
    VolumeLayout layout = VolumeLayout.of(volume);
    Log.forceAll(disk, layout.log());
    segments.forceAll();
    JournalReader reader = new JournalReader(disk, volume);
    LogScan scan = reader.scan((_, _) -> {});
    Optional<Damage> damage = scan.damage().filter(Damage::durable);
    if (damage.isPresent()) {
      throw new DamagedJournalException(damage.get());
    }
    LogEnd end = believable(reader, scan, segments);
    return new Recovery(end, scan.durableEnd(), scan.lastEpoch());
  }

  private static LogEnd believable(JournalReader reader, LogScan scan, Segments segments)
      throws IOException {
    LogEnd[] end = {LogEnd.EMPTY};
    boolean[] cut = {false};
    long durable = scan.durableEnd().value();
    reader.scanAfter(
        new Position(Math.max(0, durable - 1)),
        (entry, at) -> {
          boolean certain = entry.position().value() <= durable;
          cut[0] = cut[0] || !(certain || bytesAreThere(entry, segments));
          if (!cut[0] && !entry.position().isAfter(scan.end().position())) {
            end[0] = new LogEnd(entry.position(), at.crc());
          }
        });
    return end[0];
  }

  private static boolean bytesAreThere(Entry entry, Segments segments) throws IOException {
    for (Event event : entry.events()) {
      if (event instanceof BytesWritten written && !segments.verify(written.data())) {
        return false;
      }
    }
    return true;
  }
}
