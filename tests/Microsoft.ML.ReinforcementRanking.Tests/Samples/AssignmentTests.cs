using AbTest.Experiment;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class AssignmentTests
{
    private const int Users = 10_000;
    private const int Arms = 4;

    [Fact]
    public void ArmOf_ManyUsers_SharesThemEqually()
    {
        var counts = Enumerable.Range(0, Users).CountBy(new Assignment("a", Arms).ArmOf).ToDictionary();

        // The count is binomial with n = 10,000 and p = 1/4, so its standard deviation is 43. One arm in 150,000 deviates by more than 4.5 of those.
        counts.Keys.Order().Should().Equal(0, 1, 2, 3);
        counts.Values.Should().OnlyContain(count => Math.Abs(count - Users / Arms) < 4.5 * Math.Sqrt(Users * 0.25 * 0.75));
    }

    [Fact]
    public void ArmOf_AnotherSalt_IsIndependent()
    {
        var (first, second) = (new Assignment("a", Arms), new Assignment("b", Arms));

        var pairs = Enumerable.Range(0, Users).CountBy(user => (first.ArmOf(user), second.ArmOf(user))).ToDictionary();

        pairs.Should().HaveCount(Arms * Arms).And.OnlyContain(pair => Math.Abs(pair.Value - Users / 16.0) < 4.5 * Math.Sqrt(Users / 16.0 * 15 / 16));
    }

    [Fact]
    public void ArmOf_AUser_IsTheSameForever()
    {
        // The arm is the first eight bytes of SHA-256 of "salt:1", "salt:2", ..., lowest first, modulo 4, which is the last two bits of the first byte.
        Enumerable.Range(1, 5).Select(new Assignment("salt", Arms).ArmOf).Should().Equal(3, 3, 3, 2, 0);
        Enumerable.Range(0, 100).Select(new Assignment("salt", Arms).ArmOf).Should().Equal(Enumerable.Range(0, 100).Select(new Assignment("salt", Arms).ArmOf));
    }
}
