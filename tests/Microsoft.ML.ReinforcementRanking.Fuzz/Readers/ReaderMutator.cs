using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Damages files of readers. The same numbers give the same damage on every machine.</summary>
internal static class ReaderMutator
{
    private static readonly int[] Integers = [0, 1, -1, 255, 256, 65_535, 1 << 20, 1 << 24, 200_000_000, 1 << 30, int.MaxValue, int.MinValue, -2];

    private static readonly string[] Values =
    [
        "", " ", "0", "-0", "-1", "1e39", "1e-400", "1e400", "NaN", "∞", "-Infinity", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "0x10", "1,5", "1.5", "\"", "\"\"", "\"a\"\"b\"", "'", "\0", "\uFEFF", "-124", "UNKNOWN", "1 2 3", "1  2", " 1", "٣", "\t", "\n", "\r", "\r\n", "view",
    ];

    /// <summary>Returns the damaged bytes of a file.</summary>
    public static byte[] Mutate(ReaderSeed seed, Random random)
    {
        var bytes = (byte[])seed.Bytes.Clone();
        for (var count = random.Next(1, 4); count > 0 && bytes.Length > 0; count--)
            bytes = seed.IsText && random.Next(4) > 0 ? Table(bytes, random) : Bytes(bytes, random);
        return bytes;
    }

    /// <summary>Returns the damaged bytes of any file that is not empty. The bytes that are given may be changed.</summary>
    public static byte[] Bytes(byte[] bytes, Random random)
    {
        var start = random.Next(bytes.Length);
        var length = Math.Min(random.Next(1, 33), bytes.Length - start);
        switch (random.Next(7))
        {
            case 0:
                for (var bits = random.Next(1, 9); bits > 0; bits--)
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1 when start + sizeof(int) <= bytes.Length:
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(start), Integers[random.Next(Integers.Length)]);
                return bytes;
            case 2:
                return bytes[..start];
            case 3:
                return [.. bytes[..start], .. bytes[(start + length)..]];
            case 4:
                var copies = Enumerable.Repeat(bytes[start..(start + length)], random.Next(1, 20)).SelectMany(piece => piece);
                return [.. bytes[..start], .. copies, .. bytes[start..]];
            case 5:
                // A number of variable length that is as large as it can be.
                return [.. bytes[..start], .. Enumerable.Repeat((byte)0xff, random.Next(1, 10)), (byte)random.Next(128), .. bytes[start..]];
            default:
                random.NextBytes(bytes.AsSpan(start, length));
                return bytes;
        }
    }

    private static byte[] Table(byte[] bytes, Random random)
    {
        var lines = Encoding.UTF8.GetString(bytes).Split('\n');
        var index = random.Next(lines.Length);
        switch (random.Next(6))
        {
            case 0:
                lines = [.. lines[..index], .. lines[(index + 1)..]];
                break;
            case 1:
                lines = [.. lines[..index], .. Enumerable.Repeat(lines[index], random.Next(1, 50)), .. lines[index..]];
                break;
            case 2:
                var other = random.Next(lines.Length);
                (lines[index], lines[other]) = (lines[other], lines[index]);
                break;
            default:
                lines[index] = Fields(lines[index].Split(','), random);
                break;
        }
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static string Fields(string[] fields, Random random)
    {
        var index = random.Next(fields.Length);
        switch (random.Next(4))
        {
            case 0:
                fields = [.. fields[..index], .. fields[(index + 1)..]];
                break;
            case 1:
                fields = [.. fields[..index], fields[index], .. fields[index..]];
                break;
            default:
                fields[index] = Values[random.Next(Values.Length)];
                break;
        }
        return string.Join(',', fields);
    }
}
