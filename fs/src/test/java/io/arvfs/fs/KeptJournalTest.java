package io.arvfs.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.arvfs.journal.VolumeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal kept from each version that was released shows in this one what it showed then. */
final class KeptJournalTest {

  private static final Path KEPT = Path.of("src/test/resources/journals");

  @TempDir private Path parent;

  private static List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(KEPT)) {
      return files.filter(f -> f.toString().endsWith(".zip")).sorted().toList();
    }
  }

  @Test
  void journals_ofAllVersions_showWhatTheyShowed() throws IOException {
    assertFalse(archives().isEmpty());
    for (Path archive : archives()) {
      String version = archive.getFileName().toString().replace(".zip", "");
      List<String> expected = Files.readAllLines(KEPT.resolve(version + ".txt"));
      Path directory = parent.resolve(version);
      KeptJournal.unpack(archive, directory);

      assertEquals(expected, contents(directory), version);
      assertEquals(expected, contents(directory), version + ", opened before");
      Mortal.delete(VolumeLayout.of(directory).index());
      assertEquals(expected, contents(directory), version + ", without its index");
    }
  }

  private static List<String> contents(Path directory) throws IOException {
    try (Volume volume = Mortal.start(directory, Mortal.ORDINARY)) {
      assertEquals(List.of(), volume.view().orphans());
      return KeptJournal.contents(volume);
    }
  }
}
