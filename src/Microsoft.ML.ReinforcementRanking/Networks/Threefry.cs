using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Computes random numbers as a function of a key and a counter: Threefry4x32 with 20 rounds (Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy
/// as 1, 2, 3, SC 2011). A number can be had without those before it. The function consists of additions, rotations and exclusive ors, so it computes several
/// blocks at once on every processor that has vectors, with the same result.
/// </summary>
/// <param name="key">The four words of the key.</param>
internal readonly struct Threefry((uint A, uint B, uint C, uint D) key)
{
    /// <summary>The number of blocks that are computed at once.</summary>
    public static int Lanes => Vector256<uint>.Count;

    private readonly uint _e = 0x1BD11BDA ^ key.A ^ key.B ^ key.C ^ key.D;

    /// <summary>Computes the blocks of counters whose last two words are 0.</summary>
    public RandomBlocks Draw(Vector256<uint> first, Vector256<uint> second) => Draw(new(first, second, default, default));

    /// <summary>Computes the blocks of counters.</summary>
    public RandomBlocks Draw(RandomBlocks counters)
    {
        var (a, b, c, d) = counters;
        Add(ref a, ref b, ref c, ref d, (key.A, key.B, key.C, key.D), 0);
        FourRounds(ref a, ref b, ref c, ref d);
        Add(ref a, ref b, ref c, ref d, (key.B, key.C, key.D, _e), 1);
        OtherFourRounds(ref a, ref b, ref c, ref d);
        Add(ref a, ref b, ref c, ref d, (key.C, key.D, _e, key.A), 2);
        FourRounds(ref a, ref b, ref c, ref d);
        Add(ref a, ref b, ref c, ref d, (key.D, _e, key.A, key.B), 3);
        OtherFourRounds(ref a, ref b, ref c, ref d);
        Add(ref a, ref b, ref c, ref d, (_e, key.A, key.B, key.C), 4);
        FourRounds(ref a, ref b, ref c, ref d);
        Add(ref a, ref b, ref c, ref d, (key.A, key.B, key.C, key.D), 5);
        return new(a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRounds(ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        Mix(ref a, ref b, 10);
        Mix(ref c, ref d, 26);
        Mix(ref a, ref d, 11);
        Mix(ref c, ref b, 21);
        Mix(ref a, ref b, 13);
        Mix(ref c, ref d, 27);
        Mix(ref a, ref d, 23);
        Mix(ref c, ref b, 5);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OtherFourRounds(ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        Mix(ref a, ref b, 6);
        Mix(ref c, ref d, 20);
        Mix(ref a, ref d, 17);
        Mix(ref c, ref b, 11);
        Mix(ref a, ref b, 25);
        Mix(ref c, ref d, 10);
        Mix(ref a, ref d, 18);
        Mix(ref c, ref b, 20);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref Vector256<uint> one, ref Vector256<uint> other, int rotation)
    {
        one += other;
        other = ((other << rotation) | (other >>> (32 - rotation))) ^ one;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d,
        (uint A, uint B, uint C, uint D) words, uint count)
    {
        a += Vector256.Create(words.A);
        b += Vector256.Create(words.B);
        c += Vector256.Create(words.C);
        d += Vector256.Create(words.D + count);
    }
}

/// <summary>Contains several blocks of four words, with a word of every block in each vector.</summary>
internal readonly record struct RandomBlocks(Vector256<uint> A, Vector256<uint> B, Vector256<uint> C, Vector256<uint> D)
{
    /// <summary>Gets a word of every block.</summary>
    public Vector256<uint> this[int word] => word switch { 0 => A, 1 => B, 2 => C, _ => D };
}
