package io.arvfs.cli.journal;

import io.arvfs.cli.journal.Finding.Severity;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.journal.event.Entry;
import io.arvfs.journal.event.Event;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.TreeEvent.FileAdopted;
import io.arvfs.journal.event.VolumeEvent.ManifestAdopted;
import io.arvfs.journal.index.Rows;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The manifests that entries adopted and that the ledger names. Confined to one thread. */
final class NeededManifests {

  private final Set<String> hashes = new TreeSet<>();

  /** Takes those that an entry adopts. */
  void note(Entry entry) {
    for (Event event : entry.events()) {
      if (event instanceof ManifestAdopted adopted) {
        hashes.add(adopted.state().portableDataHash());
      } else if (event instanceof FileAdopted adopted) {
        hashes.add(adopted.portableDataHash());
      }
    }
  }

  /** Takes those that {@code rows} name. */
  void note(Rows rows) {
    new LedgerView(rows).collection(Ino.ROOT).ifPresent(c -> hashes.addAll(c.texts()));
  }

  /** How many there are. */
  int count() {
    return hashes.size();
  }

  /** What is wrong with those of {@code volume}; the server has them under their hashes. */
  List<Finding> findings(VolumeFiles volume) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Path directory = volume.layout().manifests();
    for (String hash : hashes) {
      Optional<String> wrong = ManifestCheck.wrong(volume.disk(), directory, hash);
      if (wrong.isPresent()) {
        findings.add(
            Finding.about(
                Severity.RECOVERABLE,
                directory.resolve(hash),
                "the manifest " + hash + " " + wrong.get(),
                hash.equals(ManifestText.EMPTY.portableDataHash())
                    ? "make an empty file there"
                    : "fetch it from the server by its portable data hash (arv-get --strip-manifest "
                        + hash
                        + ") and put it there"));
      }
    }
    return findings;
  }
}
