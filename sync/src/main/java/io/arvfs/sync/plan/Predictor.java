package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestText;
import io.arvfs.fs.manifest.ManifestWriter;
import io.arvfs.fs.manifest.UnloadableManifestException;
import io.arvfs.fs.manifest.Writability;
import io.arvfs.sync.plan.Equality.Guess;
import java.util.Map;

/**
 * Says what the server will store for a request, byte for byte. The prediction holds if the
 * collection is then as it was seen; orders that the server itself leaves to chance (prediction
 * page, section 6, rows 8 and 9) are not modelled, and a {@link Planner} never makes them.
 * Immutable.
 */
public final class Predictor {

  private final Signing signing;
  private final Map<String, PdhSource> sources;

  /**
   * @param sources the collections that requests may take from, by portable data hash with size
   */
  public Predictor(Signing signing, Map<String, PdhSource> sources) {
    this.signing = signing;
    this.sources = Map.copyOf(sources);
  }

  /** What becomes of a collection whose manifest was seen, with or without signatures. */
  public Prediction predict(ManifestText seen, Request request) {
    return predict(seen::load, request);
  }

  /** What becomes of a collection whose tree was loaded from its manifest. */
  public Prediction predict(Directory seen, Request request) {
    return predict(() -> seen, request);
  }

  private Prediction predict(Application.Current current, Request request) {
    try {
      Equality equality = new Equality(signing, Guess.LIKELY);
      ManifestText likely = write(current, request, equality);
      boolean uncertain =
          equality.hasGuessed()
              && !(likely.equals(write(current, request, new Equality(signing, Guess.ALL_EQUAL)))
                  && likely.equals(
                      write(current, request, new Equality(signing, Guess.NONE_EQUAL))));
      return new Prediction.Accepted(likely.load(), likely, likely.portableDataHash(), uncertain);
    } catch (RefusedException e) {
      return e.refused();
    } catch (UnloadableManifestException e) {
      throw new AssertionError("a manifest that was written must load", e);
    }
  }

  private ManifestText write(Application.Current current, Request request, Equality equality)
      throws RefusedException {
    Directory tree = new Application(request, current, sources, equality).tree();
    Writability writability = Writability.of(tree);
    if (writability.problems().stream()
        .anyMatch(problem -> problem.reason() == Writability.Reason.NAME_NOT_UTF8)) {
      throw new RefusedException(
          Prediction.Refused.MUST_NOT_BE_SENT, "a name is not UTF-8: " + writability);
    }
    return ManifestWriter.unsigned().write(tree);
  }
}
