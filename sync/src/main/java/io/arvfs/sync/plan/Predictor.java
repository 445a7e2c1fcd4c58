package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.ManifestSource;
import io.arvfs.fs.sort.Scratch;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * Says what the server will store for a request, byte for byte. The prediction holds if the
 * collection is then as it was seen; orders that the server itself leaves to chance (prediction
 * page, section 6, rows 8 and 9) are not modelled, and a {@link Planner} never makes them. Memory
 * grows with the request, not with the collection. Immutable.
 */
public final class Predictor {

  private static final int BUFFER_BYTES = 64 << 10;

  private final Signing signing;
  private final Map<String, PdhSource> sources;
  private final Scratch scratch;

  /**
   * @param sources the collections that requests may take from, by portable data hash with size
   */
  public Predictor(Signing signing, Map<String, PdhSource> sources, Scratch scratch) {
    this.signing = signing;
    this.sources = Map.copyOf(sources);
    this.scratch = scratch;
  }

  /**
   * What becomes of a collection whose manifest was seen, without signatures.
   *
   * @param out takes the text that is then stored; to be thrown away if the request is refused
   */
  public Prediction predict(ManifestSource seen, Request request, OutputStream out)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    try (Application application = new Application(request, seen, signing, sources, scratch)) {
      Prediction.Accepted accepted = application.write(buffered);
      buffered.flush();
      return accepted;
    } catch (RefusedException e) {
      return e.refused();
    }
  }
}
