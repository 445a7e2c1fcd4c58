package io.arvfs.sync.upload;

import io.arvfs.journal.event.BlockId;
import io.arvfs.journal.host.Tasks;
import io.arvfs.sync.arvados.Keep;
import io.arvfs.sync.arvados.Md5;
import io.arvfs.sync.arvados.Replication;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves packed blocks from their source into Keep, several at once, within one bound on memory for
 * all uploads together. Thread-safe.
 *
 * <p>What Keep has taken is reported, also when another block fails meanwhile, for the caller to
 * note. Reports come in the order of completion, one at a time, on the caller's own task.
 */
public final class BlockUploader {

  private final Keep keep;
  private final Tasks tasks;
  private final UploadLimits limits;
  private final Buffers buffers;

  /** Starts nothing yet. */
  public BlockUploader(Keep keep, Tasks tasks, UploadLimits limits) {
    this.keep = keep;
    this.tasks = tasks;
    this.limits = limits;
    this.buffers = new Buffers(tasks, limits.buffers());
  }

  /**
   * Returns when every block is stored and reported, or throws the first failure once those under
   * way have ended and those stored are reported. A failure of {@code sink} or an interruption
   * ({@link InterruptedIOException}) ends it without further reports.
   */
  public <K> void upload(
      List<PackedBlock<K>> blocks, SliceSource<K> source, Replication wanted, StoredSink<K> sink)
      throws IOException {
    int count = Math.min(limits.parallel(), blocks.size());
    Upload<K> upload = new Upload<>(tasks, blocks, count);
    List<Tasks.Task> workers = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      workers.add(tasks.start("upload-" + n, () -> work(upload, source, wanted)));
    }
    try {
      report(upload, sink);
    } catch (InterruptedException _) {
      workers.forEach(Tasks.Task::interrupt);
      throw interrupted();
    } finally {
      upload.stop();
      join(workers);
    }
    rethrow(upload.failure());
  }

  private <K> void work(Upload<K> upload, SliceSource<K> source, Replication wanted) {
    try {
      for (Optional<PackedBlock<K>> next = upload.next(); next.isPresent(); next = upload.next()) {
        upload.stored(store(next.get(), source, wanted));
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      upload.failed(e);
    } finally {
      upload.workerLeft();
    }
  }

  private <K> StoredBlock<K> store(PackedBlock<K> block, SliceSource<K> source, Replication wanted)
      throws IOException, InterruptedException {
    byte[] buffer = buffers.take(block.size());
    try {
      for (Part<K> part : block.parts()) {
        source.read(part.slice(), part.skip(), buffer, part.offsetInBlock(), part.length());
      }
      BlockId id = Md5.blockOf(buffer, block.size());
      return new StoredBlock<>(block, keep.put(id, buffer, wanted));
    } finally {
      buffers.giveBack(buffer);
    }
  }

  private static <K> void report(Upload<K> upload, StoredSink<K> sink)
      throws IOException, InterruptedException {
    for (Optional<StoredBlock<K>> block = upload.toReport();
        block.isPresent();
        block = upload.toReport()) {
      sink.stored(block.get());
    }
  }

  /** Nobody reads from the source once the upload has returned, so an interrupt is passed on. */
  private static void join(List<Tasks.Task> workers) throws IOException {
    boolean interrupted = false;
    for (Tasks.Task worker : workers) {
      while (!joined(worker)) {
        interrupted = true;
        workers.forEach(Tasks.Task::interrupt);
      }
    }
    if (interrupted) {
      throw interrupted();
    }
  }

  private static boolean joined(Tasks.Task worker) {
    try {
      worker.join();
      return true;
    } catch (InterruptedException _) {
      return false; // The caller keeps it in mind.
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted during an upload");
  }

  private static void rethrow(Optional<Exception> failure) throws IOException {
    if (failure.isPresent()) {
      throw asIoException(failure.get());
    }
  }

  private static IOException asIoException(Exception failure) {
    return switch (failure) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      default -> new IOException("an upload task was interrupted", failure);
    };
  }
}
