using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>Assigns users to arms. Arms have equal shares, and a user has the same arm on every day and in every process.</summary>
/// <param name="Salt">The name of the test. A test with another name assigns the users differently.</param>
/// <param name="Arms">The number of arms.</param>
internal sealed record Assignment(string Salt, int Arms)
{
    /// <summary>Gets the arm of a user, counted from 0.</summary>
    public int ArmOf(int user) => (int)(StableHash.Of(Salt, user) % (ulong)Arms);
}
