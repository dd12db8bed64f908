using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents a stream from which all ranks read the bytes of rank 0. They read the same lengths in the same order.</summary>
internal sealed class BroadcastStream : Stream
{
    private readonly Communicator _communicator;
    private readonly Stream? _source;
    private readonly long _length;
    private long _position;

    /// <param name="communicator">The ranks.</param>
    /// <param name="source">The stream of rank 0, from its present position on. It is null on the other ranks.</param>
    public BroadcastStream(Communicator communicator, Stream? source)
    {
        (_communicator, _source) = (communicator, source);
        _length = source is null ? 0 : source.Length - source.Position;
        communicator.Broadcast(MemoryMarshal.AsBytes(new Span<long>(ref _length)));
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        _source?.ReadExactly(buffer);
        _communicator.Broadcast(buffer);
        _position += buffer.Length;
        return buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
