package io.arvfs.sync;

import io.arvfs.fs.ManifestFiles;
import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.Selection;
import io.arvfs.fs.manifest.SignatureFilter;
import io.arvfs.sync.plan.Planner;
import io.arvfs.sync.plan.Prediction;
import io.arvfs.sync.plan.Predictor;
import io.arvfs.sync.plan.Request;
import io.arvfs.sync.plan.Signing;
import io.arvfs.sync.plan.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;

/**
 * Makes texts out of kept ones, of which some paths change, without holding either. Confined to one
 * thread.
 */
final class Rewriting {

  private final ManifestFiles texts;

  Rewriting(ManifestFiles texts) {
    this.texts = texts;
  }

  /** How a request changes a tree of which only this is of interest. */
  record Change(Directory before, Directory after, Request request) {

    /** So many files more are there afterwards. */
    private long growth() {
      return after.files() - before.files();
    }
  }

  /**
   * Keeps what the server will make of a kept text.
   *
   * @param again whether the text may depend on when the server reads
   * @return its hash, or empty if it depends on that and must not
   * @throws IOException if the server would refuse it, or do something else than is wanted
   */
  Optional<String> keepPredicted(String hash, Change change, Signing signing, boolean again)
      throws IOException {
    try (ManifestFiles.Arrival text = texts.arrive(_ -> {})) {
      boolean uncertain = write(hash, change, signing, text.begin());
      return uncertain && !again ? Optional.empty() : Optional.of(text.keep());
    }
  }

  private boolean write(String hash, Change change, Signing signing, OutputStream out)
      throws IOException {
    Predictor predictor = new Predictor(signing, Map.of(), texts);
    return switch (predictor.predict(texts.source(hash), change.request(), out)) {
      case Prediction.Refused refused ->
          throw new IOException("no request can be made that the server takes: " + refused.why());
      case Prediction.Accepted accepted -> {
        requireGrowth(change.growth(), accepted);
        yield accepted.uncertain();
      }
    };
  }

  /** What nobody here has seen would vanish without a trace. */
  private static void requireGrowth(long growth, Prediction.Accepted accepted) throws IOException {
    long found = accepted.files() - accepted.filesBefore();
    if (found != growth) {
      throw new IOException(
          "the update would leave %d files more, and %d are wanted".formatted(found, growth));
    }
  }

  /**
   * Keeps a kept text with the paths of {@code selection} changed.
   *
   * @return its hash
   */
  String keep(String hash, Directory before, Directory after, Selection selection)
      throws IOException {
    Optional<Change> change = change(before, after, selection);
    if (change.isEmpty()) {
      return hash;
    }
    return keepPredicted(hash, change.get(), Signing.off(), true).orElseThrow();
  }

  /** The hash of what {@link #keep} would keep. */
  String hash(String hash, Directory before, Directory after, Selection selection)
      throws IOException {
    Optional<Change> change = change(before, after, selection);
    if (change.isEmpty()) {
      return hash;
    }
    SignatureFilter written = new SignatureFilter(OutputStream.nullOutputStream(), _ -> {});
    write(hash, change.get(), Signing.off(), written);
    return written.portableDataHash();
  }

  private static Optional<Change> change(Directory before, Directory after, Selection selection) {
    Optional<Step> step =
        Planner.plan(before, after, selection::isWhole, block -> LocatorToken.of(block).toString());
    return step.map(s -> new Change(before, after, s.request()));
  }
}
