package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.index.Index;
import io.arvfs.journal.index.RowsDigest;
import io.arvfs.journal.log.Survey;
import io.arvfs.mount.Projection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the index on the disk with the fold, at the position at which it stands. One that is
 * missing, or tells of entries that were never forced, is no damage: the next mount makes it again.
 * Confined to one thread.
 */
final class IndexCheck implements Closeable {

  private static final String REBUILT =
      "delete the directory while no mount runs, it is made again";
  private static final String NEXT_MOUNT = "the next mount makes it again";

  private final VolumeFiles volume;
  private final Path directory;
  private final @Nullable IndexOnDisk index;
  private State state = State.NONE;
  private Optional<Finding> finding = Optional.empty();

  /** How an index stands to the log. */
  private enum State {
    /** There is none. */
    NONE,
    /** The same rows at its position. */
    EQUAL,
    /** Other rows at its position. */
    DIFFERS,
    /** It was not compared. */
    UNCHECKED,
    /** It tells of entries that the log does not have. */
    AHEAD,
    /** Its rows mean something else to this program. */
    OTHER_FORM,
    /** It is damaged. */
    UNREADABLE
  }

  /** Opens what {@code volume} has. */
  IndexCheck(VolumeFiles volume) {
    this.volume = volume;
    this.directory = volume.layout().index();
    this.index = open();
  }

  private @Nullable IndexOnDisk open() {
    try {
      IndexOnDisk opened = IndexOnDisk.open(volume);
      if (opened.isOfOtherForm()) {
        state = State.OTHER_FORM;
        finding = Optional.of(Finding.ofOtherForm(directory));
      } else if (opened.applied().epoch() > 0) {
        state = State.UNCHECKED;
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      unreadable(e);
      return null;
    }
  }

  private void unreadable(Exception why) {
    state = State.UNREADABLE;
    finding = Optional.of(Finding.unreadableIndex(directory, why));
  }

  /** Where it stands. */
  Applied applied() {
    return index == null ? Applied.NOTHING : index.applied();
  }

  /** Compares if it stands where the fold has come to. */
  void compare(Applied at, Past folded) throws IOException {
    IndexOnDisk open = index;
    boolean here = open != null && open.applied().position().equals(at.position());
    if (open == null || !here || at.position().compareTo(folded.applied().position()) != 0) {
      return;
    }
    if (!open.applied().equals(at)) {
      state = State.AHEAD;
      tell(Severity.NOTE, "the index tells of another entry %s than the log", NEXT_MOUNT);
    } else if (folded.isWhole()) {
      compareRows(folded.index(), open);
    }
  }

  private void compareRows(Index rows, IndexOnDisk open) throws IOException {
    String folded = RowsDigest.of(rows, Projection.families(), volume.tasks());
    try {
      boolean equal = folded.equals(open.digest());
      state = equal ? State.EQUAL : State.DIFFERS;
      if (!equal) {
        tell(Severity.RECOVERABLE, "the index differs from the journal at the entry %s", REBUILT);
      }
    } catch (IOException e) {
      unreadable(e);
    }
  }

  private void tell(Severity severity, String what, String help) {
    String of = what.formatted(applied().position());
    finding = Optional.of(Finding.about(severity, directory, of, help));
  }

  /**
   * The log was read.
   *
   * @param whole whether nothing is missing in it that the index may stand at
   */
  void finish(Survey survey, boolean whole) {
    if (state != State.UNCHECKED || !applied().position().isAfter(survey.last())) {
      return;
    }
    state = State.AHEAD;
    if (whole && applied().epoch() <= survey.lastEpoch()) {
      finding = Optional.of(Finding.indexAhead(directory, applied().position(), survey.last()));
    }
  }

  /** What is not as it should be. */
  Optional<Finding> finding() {
    return finding;
  }

  /** How it stands, for a program. */
  Map<String, Object> standing() {
    Map<String, Object> standing = new LinkedHashMap<>();
    standing.put("state", state.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    if (applied().epoch() > 0) {
      standing.put("position", applied().position().value());
    }
    return standing;
  }

  @Override
  public void close() throws IOException {
    if (index != null) {
      index.close();
    }
  }
}
