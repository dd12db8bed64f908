using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>Which user meets which arm: equal shares, the same on every day and in every process.</summary>
/// <param name="Salt">Name of the test: another test shuffles the users anew.</param>
/// <param name="Arms">Number of arms.</param>
internal sealed record Assignment(string Salt, int Arms)
{
    /// <summary>The arm of a user, from 0.</summary>
    public int ArmOf(int user) => (int)(StableHash.Of(Salt, user) % (ulong)Arms);
}
