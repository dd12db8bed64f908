using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Writes parts of a model file into memory, and reads them.</summary>
internal static class WrittenBytes
{
    public static byte[] Of(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            write(writer);
        return stream.ToArray();
    }

    public static ModelReader Reader(byte[] bytes) => new(new BinaryReader(new MemoryStream(bytes)), bytes.Length);
}
