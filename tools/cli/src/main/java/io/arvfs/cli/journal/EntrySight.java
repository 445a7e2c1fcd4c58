package io.arvfs.cli.journal;

import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;

/** Sees a journal from its first entry to its last, damage included. */
@FunctionalInterface
public interface EntrySight {

  /** Sees one entry; what it throws ends the reading. */
  void entry(ReadEntry read) throws IOException;

  /** Sees a frame that is whole and whose events this program cannot read. */
  default void unreadable(SurveyedFrame frame, UnreadableEntryException why) throws IOException {}

  /** Sees that entries are missing here. */
  default void hole(Hole hole) throws IOException {}
}
