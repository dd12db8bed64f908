using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Computes hashes that look independent for every seed and are the same in every process, unlike those of <see cref="HashCode"/>.</summary>
internal static class SeededHash
{
    public static ulong Of(ulong value, int seed) => Mix(value ^ Mix((uint)seed));

    public static ulong Of(ReadOnlySpan<char> text, int seed)
    {
        // This is FNV-1a over UTF-16 code units.
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in text)
            hash = (hash ^ unit) * 0x100000001B3UL;
        return Of(hash, seed);
    }

    /// <summary>Creates a function that returns the hash of the session of the cursor's current row.</summary>
    public static Func<ulong> Reader(RoleColumn session, DataViewRow row, int seed)
    {
        if (session.Type is TextDataViewType)
            return ColumnReaders.Convert(row, session.Column, (ReadOnlyMemory<char> text) => Of(text.Span, seed));
        var read = ColumnReaders.Integer(row, session.Column);
        return () => Of(read(), seed);
    }

    /// <summary>Maps a hash evenly to [0, 1).</summary>
    public static double ToUnitInterval(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value) => SplitMix64.At(value, 1);
}
