using System.Numerics;
using Tensorboard;

namespace Microsoft.ML.ReinforcementRanking.Tests.Telemetry;

/// <summary>
/// Reads a file of events of TensorBoard. A record is the number of its bytes, the checksum of the number, the bytes, and their checksum. A checksum is a
/// CRC-32C that is rotated right by 15 bits, plus a constant.
/// </summary>
internal static class EventFile
{
    public static IReadOnlyList<Event> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var events = new List<Event>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var length = reader.ReadBytes(8);
            reader.ReadUInt32().Should().Be(Checksum(length), "this is the checksum of a length");
            var content = reader.ReadBytes((int)BitConverter.ToUInt64(length));
            reader.ReadUInt32().Should().Be(Checksum(content), "this is the checksum of an event");
            events.Add(Event.Parser.ParseFrom(content));
        }
        return events;
    }

    /// <summary>Reads the scalars of the one file of a run.</summary>
    public static IReadOnlyList<(string Tag, long Step, float Value)> Scalars(string folder)
    {
        var events = Read(Directory.GetFiles(folder, "events.out.tfevents.*").Should().ContainSingle().Subject);
        events[0].FileVersion.Should().Be("brain.Event:2");
        events.Should().OnlyContain(entry => entry.WallTime > 1e9, "times are in seconds since 1970");
        return [.. events.Skip(1).Select(entry => (entry.Summary.Value[0].Tag, entry.Step, entry.Summary.Value[0].SimpleValue))];
    }

    private static uint Checksum(byte[] content)
    {
        var sum = uint.MaxValue;
        foreach (var value in content)
            sum = BitOperations.Crc32C(sum, value);
        return BitOperations.RotateRight(~sum, 15) + 0xa282ead8;
    }
}
