using System.Buffers.Binary;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Damages payloads of model files. The same numbers give the same damage on every machine.</summary>
internal sealed class ModelMutator(IReadOnlyList<ModelSeed> seeds)
{
    private static readonly int[] Integers =
        [0, 1, -1, 2, 3, 7, 255, 256, 65_535, 1 << 20, 1 << 24, 200_000_000, 1 << 30, int.MaxValue, int.MaxValue - 1, int.MinValue, -2, -3];

    private static readonly float[] Floats =
        [0, -0f, 1, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, 1e20f, 1e-20f, 9_999, 10_001];

    private static readonly double[] Doubles = [0, 1, -1, double.NaN, double.PositiveInfinity, double.MaxValue, double.Epsilon, 0.999999, 1e-300, 1e300, 1e20];

    private static readonly string[] Names = ["bits", "integers", "numbers", "cut", "splice", "delete", "repeat", "bytes", "swap", "nodes"];

    /// <summary>Returns the damaged payload of a case, and what was done to it last.</summary>
    public (ModelSeed Seed, byte[] Payload, string Damage) Mutate(int run, long number)
    {
        var random = new Random(unchecked((int)(run * 7_368_787L + number * 2_654_435_761L ^ number >> 16)));
        var seed = seeds[(int)(number % seeds.Count)];
        var payload = (byte[])seed.Payload.Clone();
        var kind = 0;
        // Nodes are where they were only before other damage. Fields move with deletions, which only makes later damage less exact.
        if (seed.Map.Plans.Count > 0 && random.Next(3) == 0)
            (payload, kind) = (seed.Map.Plans[random.Next(seed.Map.Plans.Count)].Edit(payload, random), Names.Length - 1);
        for (var count = payload.Length == seed.Payload.Length ? Math.Max(1, random.Next(-2, 4)) : random.Next(3) / 2; count > 0 && payload.Length > 0; count--)
        {
            kind = random.Next(Names.Length - 1);
            payload = Damage(kind, payload, seed, random);
        }
        return (seed, payload, Names[kind]);
    }

    private byte[] Damage(int kind, byte[] payload, ModelSeed seed, Random random)
    {
        var (start, length) = Field(payload, seed, random);
        switch (kind)
        {
            case 0:
                for (var bits = random.Next(1, 9); bits > 0; bits--)
                    payload[random.Next(payload.Length)] ^= (byte)(1 << random.Next(8));
                return payload;
            case 1:
                return Integer(payload, start, random);
            case 2:
                return Number(payload, start, length, random);
            case 3:
                return payload[..(random.Next(2) == 0 ? start : random.Next(payload.Length))];
            case 4:
                var other = seeds[random.Next(seeds.Count)];
                var (from, size) = Field(other.Payload, other, random);
                var piece = other.Payload[from..Math.Min(other.Payload.Length, from + size + random.Next(64))];
                return [.. payload[..start], .. piece, .. payload[(random.Next(2) * length + start)..]];
            case 5:
                return [.. payload[..start], .. payload[(start + length)..]];
            case 6:
                var copies = Enumerable.Repeat(payload[start..(start + length)], random.Next(1, 20)).SelectMany(bytes => bytes);
                return [.. payload[..(start + length)], .. copies, .. payload[(start + length)..]];
            case 7:
                random.NextBytes(payload.AsSpan(start, length));
                return payload;
            default:
                return Swap(payload, (start, length), Field(payload, seed, random));
        }
    }

    private static byte[] Integer(byte[] payload, int start, Random random)
    {
        if (start + sizeof(int) > payload.Length)
            return payload;
        var place = payload.AsSpan(start);
        var old = BinaryPrimitives.ReadInt32LittleEndian(place);
        BinaryPrimitives.WriteInt32LittleEndian(place, random.Next(3) == 0 ? unchecked(old + random.Next(-3, 4)) : Integers[random.Next(Integers.Length)]);
        return payload;
    }

    private static byte[] Number(byte[] payload, int start, int length, Random random)
    {
        if (length == sizeof(double))
            BinaryPrimitives.WriteDoubleLittleEndian(payload.AsSpan(start), Doubles[random.Next(Doubles.Length)]);
        else if (length >= sizeof(float))
            BinaryPrimitives.WriteSingleLittleEndian(Element(payload, start, random.Next(length / sizeof(float))), Floats[random.Next(Floats.Length)]);
        return payload;
    }

    private static Span<byte> Element(byte[] payload, int start, int index) => payload.AsSpan(start + index * sizeof(float));

    private static byte[] Swap(byte[] payload, (int Start, int Length) one, (int Start, int Length) other)
    {
        var (first, second) = one.Start <= other.Start ? (one, other) : (other, one);
        if (first.Start + first.Length > second.Start)
            return payload;
        return
        [
            .. payload[..first.Start], .. payload[second.Start..(second.Start + second.Length)], .. payload[(first.Start + first.Length)..second.Start],
            .. payload[first.Start..(first.Start + first.Length)], .. payload[(second.Start + second.Length)..],
        ];
    }

    private static (int Start, int Length) Field(byte[] payload, ModelSeed seed, Random random)
    {
        var (start, length) = seed.Map.Fields[random.Next(seed.Map.Fields.Count)];
        start = Math.Min(start, payload.Length - 1);
        return (start, Math.Min(length, payload.Length - start));
    }
}
