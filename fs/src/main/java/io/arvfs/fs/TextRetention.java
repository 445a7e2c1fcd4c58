package io.arvfs.fs;

import io.arvfs.journal.JournalReader;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.log.LogScan;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which manifest texts stay: those that are in use, and those that an event of the log
 * names, because whoever folds it reads them. What is kept for history is in the log too. A
 * checkpoint needs none; its rows say all.
 *
 * <p>A text is written before the event that names it, and the log is gone from the disk before a
 * text goes, so a start after any step finds all texts that it reads. The log is read only when
 * something of it went since the last time; what is in use then waits for the next time, if its
 * event is gone. Confined to one task at a time.
 */
final class TextRetention {

  private static final Logger LOG = LoggerFactory.getLogger(TextRetention.class);

  /** Where an untrimmed log begins: what the rows name, it names. */
  private static final Position BEGINNING = new Position(1);

  private final JournalReader journal;
  private final ManifestFiles texts;

  /** Where the log began when it was read last. */
  private Position read = BEGINNING;

  TextRetention(JournalReader journal, ManifestFiles texts) {
    this.journal = journal;
    this.texts = texts;
  }

  /**
   * Deletes what nothing needs.
   *
   * @param used texts in use
   * @param named what events ever named, those that went with the log included
   */
  void keep(Set<String> used, Set<String> named) throws IOException {
    Set<String> needed = new HashSet<>(used);
    Position first = journal.first();
    boolean trimmed = first.isAfter(read) && texts.hasOthersThan(used);
    needed.addAll(trimmed ? namedInTheLog(named) : named);
    texts.keepOnly(needed);
    read = trimmed ? first : read;
  }

  private Set<String> namedInTheLog(Set<String> all) throws IOException {
    Set<String> found = new HashSet<>();
    try {
      LogScan scan = journal.scan((entry, _) -> entry.events().forEach(e -> note(e, found)));
      return scan.damage().isPresent() ? all : found;
    } catch (NoSuchFileException e) {
      LOG.debug("the log was trimmed while it was read; texts stay until the next time", e);
      return all;
    }
  }

  private static void note(Event event, Set<String> found) {
    if (event instanceof ManifestAdopted adopted) {
      found.add(adopted.state().portableDataHash());
    } else if (event instanceof FileAdopted adopted) {
      found.add(adopted.portableDataHash());
    }
  }
}
