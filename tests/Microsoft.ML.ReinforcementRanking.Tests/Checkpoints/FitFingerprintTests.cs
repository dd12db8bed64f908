using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;

namespace Microsoft.ML.ReinforcementRanking.Tests.Checkpoints;

/// <summary>Tests that fits are told apart by what makes them give other models, and that a message says what that is.</summary>
public class FitFingerprintTests
{
    private static readonly (string Name, string Value)[] Facts = [("option", "1"), ("data", "a")];

    [Fact]
    public void DifferenceFrom_TheSameFit_IsNull() => Of(5, Facts).DifferenceFrom(Of(5, Facts)).Should().BeNull();

    [Fact]
    public void DifferenceFrom_TheSameFactsInAnotherOrder_IsNull() => Of(5, Facts).DifferenceFrom(Of(5, Facts[1], Facts[0])).Should().BeNull();

    [Fact]
    public void DifferenceFrom_AnotherFit_NamesTheFirstDifference()
    {
        Of(5, Facts).DifferenceFrom(Of(6, Facts)).Should().Be("the seed was 5 and is 6 now");
        Of(5, Facts).DifferenceFrom(Of(6, Facts[0], ("data", "b"))).Should().Be("data was a and is b now");
        Of(5, Facts).DifferenceFrom(Of(5, ("option", "2"), ("data", "b"))).Should().Be("option was 1 and is 2 now");
        Of(5, Facts).DifferenceFrom(Of(5, Facts[0])).Should().Be("data was a and does not exist now");
        Of(5, Facts).DifferenceFrom(Of(5, [.. Facts, ("new", "3")])).Should().Be("new did not exist and is 3 now");
    }

    [Fact]
    public void FirstDifference_OfFitsWithOtherSeeds_IsNull() => Of(5, Facts).FirstDifference(Of(6, Facts)).Should().BeNull();

    [Fact]
    public void Read_Fingerprint_IsTheOneThatWasWritten()
    {
        using var stream = new MemoryStream();
        Of(7, Facts).Write(new(stream, isReading: false));
        stream.Position = 0;

        var read = FitFingerprint.Read(new(stream, isReading: true));

        read.Seed.Should().Be(7);
        read.DifferenceFrom(Of(7, Facts)).Should().BeNull();
        read.DifferenceFrom(Of(7)).Should().Be("option was 1 and does not exist now");
        stream.Position.Should().Be(stream.Length);
    }

    private static FitFingerprint Of(int seed, params (string Name, string Value)[] facts) => new(facts) { Seed = seed };
}
