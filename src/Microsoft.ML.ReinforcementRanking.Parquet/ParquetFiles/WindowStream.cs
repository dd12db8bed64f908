namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>
/// Gives Parquet.Net a part of a file from memory, at its place in the file. Reading outside of the part is an error in place of the end of the stream,
/// because Parquet.Net takes the end for bytes that go on.
/// </summary>
/// <param name="length">The length of the file.</param>
internal sealed class WindowStream(long length) : Stream
{
    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    private byte[] _bytes = [];
    private long _start;
    private int _count;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    /// <summary>Sets the part of the file that can be read.</summary>
    public void Show(byte[] bytes, long start, int count) => (_bytes, _start, _count) = (bytes, start, count);

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        var rest = Rest();
        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int ReadByte()
    {
        var value = Rest()[0];
        Position++;
        return value;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private ReadOnlySpan<byte> Rest()
    {
        if (Position >= _start && Position < _start + _count)
            return _bytes.AsSpan((int)(Position - _start), (int)(_start + _count - Position));
        // Parquet.Net compares the first bytes of the file. They were compared when the file was opened.
        return Position is >= 0 and < 4 ? Magic.AsSpan((int)Position) : throw new InvalidDataException($"it goes on at byte {Position}, outside of its place");
    }
}
