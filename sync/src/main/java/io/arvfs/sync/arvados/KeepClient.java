package io.arvfs.sync.arvados;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.arvfs.journal.event.BlockId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * {@link Keep} over HTTP: services in rendezvous order, several rounds with back-off, and no trust
 * in any answer that can be checked. Thread-safe.
 *
 * <p>A put writes to one service after the other; several puts at once fill the line.
 */
public final class KeepClient implements Keep {

  private static final Pattern GATEWAY = Pattern.compile("K@([0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]+)");
  private static final Pattern CLUSTER = Pattern.compile("K@([0-9a-z]{5})");
  private static final int NO_ROOM = 507;

  private final ServiceList services;
  private final ClusterInfo cluster;
  private final Wire wire;
  private final LongAdder sent = new LongAdder();

  /** The Keep of {@code arvados}' cluster, with its token, its options and its connections. */
  public KeepClient(HttpArvados arvados, ClusterInfo cluster) {
    this(arvados::keepServices, cluster, arvados.wire());
  }

  KeepClient(Wire.Step<List<KeepService>> discovery, ClusterInfo cluster, Wire wire) {
    this.services = new ServiceList(discovery, wire.tasks());
    this.cluster = cluster;
    this.wire = wire;
  }

  @Override
  public Locator put(BlockId block, byte[] buffer, Replication wanted) throws IOException {
    if (block.size() > cluster.maxBlockSize() || block.size() > buffer.length) {
      throw new IllegalArgumentException(block + " from a buffer of " + buffer.length + " bytes");
    }
    List<String> classes =
        wanted.storageClasses().isEmpty()
            ? cluster.defaultStorageClasses()
            : wanted.storageClasses();
    int copies = wanted.copies().orElse(cluster.defaultReplication());
    return new KeepPut(block, buffer, new ReplicaCount(Math.max(1, copies), classes)).run();
  }

  /** How many bytes of blocks went out so far, be it several times: grows while a put moves. */
  public long sentBytes() {
    return sent.sum();
  }

  @Override
  public byte[] get(Locator locator) throws IOException {
    if (locator.isEmptyBlock()) {
      return new byte[0];
    }
    KeepCandidates candidates = new KeepCandidates(readers(locator));
    for (int round = 1; !candidates.left().isEmpty(); round++) {
      Optional<byte[]> bytes = readRound(locator, candidates);
      if (bytes.isPresent()) {
        return bytes.get();
      }
      if (candidates.refusal().isPresent() || isLast(round, candidates)) {
        break; // A fresh locator is had sooner than a service that is down.
      }
      wire.retry().pauseAfter(round);
    }
    services.doubt();
    throw unread(locator, candidates);
  }

  private boolean isLast(int round, KeepCandidates candidates) {
    return round >= wire.options().attempts() || candidates.left().isEmpty();
  }

  private Optional<byte[]> readRound(Locator locator, KeepCandidates candidates)
      throws InterruptedIOException {
    for (KeepService service : candidates.left()) {
      try {
        return Optional.of(readFrom(service, locator));
      } catch (InterruptedIOException e) {
        throw e;
      } catch (NoSuchBlockException _) {
        candidates.absent(service); // Counted; the next one may have it.
      } catch (IOException e) {
        if (Retry.isPermanent(e)) {
          candidates.refused(service, e);
        } else {
          candidates.failed(e);
        }
      }
    }
    return Optional.empty();
  }

  /** An expired signature first: with a fresh one the others' answers may be different. */
  private static IOException unread(Locator locator, KeepCandidates candidates) {
    if (candidates.refusal().isPresent()) {
      return candidates.refusal().get();
    }
    return candidates
        .passing()
        .orElseGet(
            () ->
                candidates.anyAbsent()
                    ? new NoSuchBlockException("no Keep service has block " + locator.block())
                    : new ServerMisbehavedException(
                        "the cluster names no Keep service to read from"));
  }

  private byte[] readFrom(KeepService service, Locator locator) throws IOException {
    String what = "reading block " + locator.block() + " from " + service.root();
    Request request =
        wire.request(url(service, locator.toString()))
            .header("Accept-Encoding", "identity")
            .build();
    Answer answer = wire.block(request, service, what);
    if (answer.isOk()) {
      return verified(what, locator.block(), answer.body());
    }
    throw Failures.ofFetching(what, answer, wire.token());
  }

  private static byte[] verified(String what, BlockId block, byte[] bytes) throws IOException {
    if (bytes.length == block.size() && Md5.blockOf(bytes, bytes.length).equals(block)) {
      return bytes;
    }
    throw new ServerMisbehavedException(what + ": " + bytes.length + " bytes of something else");
  }

  /** Where the locator's hints point first, then everybody in rendezvous order. */
  private List<KeepService> readers(Locator locator) throws IOException {
    List<KeepService> known = services.current();
    List<KeepService> ordinary = new ArrayList<>(known);
    ordinary.removeIf(KeepService::isGateway);
    List<KeepService> order = new ArrayList<>();
    for (String hint : locator.hints()) {
      Matcher gateway = GATEWAY.matcher(hint);
      Matcher remote = CLUSTER.matcher(hint);
      if (gateway.matches()) {
        known.stream().filter(s -> s.uuid().equals(gateway.group(1))).forEach(order::add);
      } else if (remote.matches()) {
        order.add(proxyOf(remote.group(1)));
      }
    }
    order.addAll(Rendezvous.order(locator.block(), ordinary));
    return order;
  }

  private static KeepService proxyOf(String clusterId) {
    URI root = URI.create("https://keep." + clusterId + ".arvadosapi.com/");
    return new KeepService(clusterId, root, "proxy", true);
  }

  private List<KeepService> writers(BlockId block) throws IOException {
    List<KeepService> able = new ArrayList<>(services.current());
    able.removeIf(service -> service.readOnly() || service.isGateway());
    return Rendezvous.order(block, able);
  }

  private static HttpUrl url(KeepService service, String block) throws IOException {
    HttpUrl root = HttpUrl.get(service.root());
    if (root == null) {
      throw new ServerMisbehavedException("a Keep service with the address " + service.root());
    }
    return root.newBuilder().addPathSegment(block).build();
  }

  /** One block on its way to as many services as it takes. Confined to the caller of put. */
  private final class KeepPut {

    private final BlockId block;
    private final byte[] buffer;
    private final ReplicaCount count;
    private Optional<Locator> stored = Optional.empty();

    KeepPut(BlockId block, byte[] buffer, ReplicaCount count) {
      this.block = block;
      this.buffer = buffer;
      this.count = count;
    }

    Locator run() throws IOException {
      KeepCandidates candidates = new KeepCandidates(writers(block));
      for (int round = 1; !candidates.left().isEmpty(); round++) {
        if (storeRound(candidates)) {
          return stored.orElseThrow();
        }
        if (isLast(round, candidates)) {
          break;
        }
        wire.retry().pauseAfter(round);
      }
      services.doubt();
      throw unstored(candidates);
    }

    private boolean storeRound(KeepCandidates candidates) throws InterruptedIOException {
      for (KeepService service : candidates.left()) {
        try {
          storeAt(service, candidates);
        } catch (InterruptedIOException e) {
          throw e;
        } catch (IOException e) {
          if (Retry.isPermanent(e)) {
            candidates.refused(service, e);
          } else {
            candidates.failed(e);
          }
        }
        if (stored.isPresent() && count.isEnough()) {
          return true;
        }
      }
      return false;
    }

    private void storeAt(KeepService service, KeepCandidates candidates) throws IOException {
      String what = "storing block " + block + " at " + service.root();
      Answer answer = wire.block(request(service), service, what);
      if (answer.status() == NO_ROOM) {
        candidates.full(service);
        return;
      }
      if (!answer.isOk()) {
        throw Failures.ofStoring(what, answer, wire.token());
      }
      stored = Optional.of(locator(what, new String(answer.body(), US_ASCII).strip()));
      count.add(
          answer.header("X-Keep-Replicas-Stored"),
          answer.header("X-Keep-Storage-Classes-Confirmed"));
      candidates.done(service);
    }

    /** The bare hash: a proxy compares the whole path element with what it computed. */
    private Request request(KeepService service) throws IOException {
      Request.Builder request =
          wire.request(url(service, block.md5()))
              .header("X-Keep-Desired-Replicas", Integer.toString(count.missing()))
              .put(new CountedBody(buffer, block.size(), sent));
      List<String> classes = count.missingClasses();
      if (!classes.isEmpty()) {
        request.header("X-Keep-Storage-Classes", String.join(", ", classes));
      }
      return request.build();
    }

    private Locator locator(String what, String text) throws IOException {
      try {
        Locator locator = Locator.parse(text);
        if (!locator.block().equals(block)) {
          throw new ServerMisbehavedException(what + ": stored as " + locator.block());
        }
        if (cluster.blobSigning() && locator.signature().isEmpty()) {
          throw new ServerMisbehavedException(what + ": the locator came without a signature");
        }
        return locator;
      } catch (IllegalArgumentException e) {
        throw new ServerMisbehavedException(what + ": 200 without a locator");
      }
    }

    private IOException unstored(KeepCandidates candidates) {
      Optional<IOException> reason = candidates.passing().or(candidates::refusal);
      if (candidates.anyFull() && (candidates.left().isEmpty() || reason.isEmpty())) {
        return new KeepFullException("Keep is full: " + count + " of block " + block);
      }
      return reason.orElseGet(
          () ->
              new ServerMisbehavedException(
                  "no Keep service takes more of block " + block + ": " + count));
    }
  }
}
