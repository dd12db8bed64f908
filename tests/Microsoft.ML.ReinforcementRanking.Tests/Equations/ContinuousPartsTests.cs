using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the parts of learners over continuous actions, each against numbers that are computed by hand.</summary>
public sealed class ContinuousPartsTests : IDisposable
{
    private readonly TorchSession _session = Tabular.OpenTorch(6);
    private readonly LogRows _log;
    private readonly ActionStandardizer _standardizer;

    public ContinuousPartsTests()
    {
        var data = LogRow.Read(new() { Features = "Features", Action = "ActionVector", Weight = "Weight" },
            new LogRow { Features = [1, 0, 2], ActionVector = [1, 10] },
            new LogRow { Features = [0, 3, 1], ActionVector = [3, -2], Weight = 3 });
        _log = new(data, [0, 1]);
        _standardizer = new(_log, CPU);
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Standardizer_WeightedRows_HasTheirMoments()
    {
        _standardizer.Means.Should().Equal(2.5f, 1);
        _standardizer.Deviations.Should().Equal([MathF.Sqrt(7 - 6.25f), MathF.Sqrt(28 - 1)], (actual, expected) => MathF.Abs(actual - expected) < 1e-5);
        _standardizer.LogVolume.Should().BeApproximately(Math.Log(4.5), 1e-5);
    }

    [Fact]
    public void FixedMeans_TwoDimensions_AreThoseOfThePolicyInEveryRow()
    {
        var policy = NewPolicy();
        using var means = new FixedMeans(policy, _log, CPU);
        var batch = new TransitionBatch(_log.Data, [1, 0], CPU);

        Tabular.ToArray(means.Of(batch)).Should().Equal(Tabular.ToArray(policy.Means(batch.States)), Tabular.Within(1e-6));
        Tabular.ToArray(means.LogDeviations).Should().Equal(0, 0);
    }

    [Fact]
    public void Clone_OfAPolicy_HasItsWeights()
    {
        var policy = NewPolicy();

        policy.Clone().CopyWeights().SelectMany(weights => weights).Should().Equal(policy.CopyWeights().SelectMany(weights => weights));
    }

    [Fact]
    public void NextActions_OfDdpg_AreTheMeans()
    {
        var policy = NewPolicy();
        using var actor = new DeterministicActor(policy, [], new(IsTwinDelayed: false, CloningStrength: 0, TargetUpdateRate: 0.1, _standardizer));
        var states = ones(2, 3);

        Tabular.ToArray(actor.NextActions(states)).Should().Equal(Tabular.ToArray(policy.Means(states)));
        actor.Delay.Should().Be(1);
    }

    [Fact]
    public void NextActions_OfTd3_HaveNoiseThatIsLimitedOnBothSides()
    {
        var policy = NewPolicy();
        using var actor = new DeterministicActor(policy, [], new(IsTwinDelayed: true, CloningStrength: 0, TargetUpdateRate: 0.1, _standardizer));
        var states = ones(2000, 3);

        var noise = Tabular.ToArray(actor.NextActions(states) - policy.Means(states));

        // One of 160 draws on each side is above 2.5 standard deviations, which is the limit.
        noise.Max().Should().BeApproximately(0.5, 1e-5);
        noise.Min().Should().BeApproximately(-0.5, 1e-5);
        Math.Sqrt(noise.Average(value => value * value)).Should().BeApproximately(0.2, 0.01);
        actor.Delay.Should().Be(2);
    }

    [Fact]
    public void AdvantageVariance_LinearCritics_IsThatOfTheirSlope()
    {
        var critics = new ContinuousCritics(NetworkPlan.Tower(5, [], 1), count: 2, dropout: 0, CPU);
        foreach (var member in critics.Members)
            member.LoadWeights([.. member.AllParameters().Select(parameter => parameter.numel() == 1 ? new[] { 3f } : [0, 0, 0, 2, 0])]);

        critics.AdvantageVariance(ones(20_000, 3), NewPolicy()).Should().BeApproximately(4, 0.2);
    }

    [Fact]
    public void Group_TwoDimensions_HasTheMeansAndDeviationsOfEachPolicy()
    {
        GaussianPolicy[] policies = [NewPolicy(), NewPolicy()];
        var states = ones(4, 3);
        double[][] means = [.. policies.Select(policy => Tabular.ToArray(policy.Means(states)))];

        var group = new GaussianPolicyGroup(policies);

        group.LogDeviations.shape.Should().Equal(2, 1, 2);
        Tabular.ToArray(group.Means(states)).Should().Equal(means.SelectMany(values => values), Tabular.Within(1e-6));
        group.Draw(states).shape.Should().Equal(2, 4, 2);
    }

    private static GaussianPolicy NewPolicy() => new(NetworkPlan.Tower(3, [], 2), dropout: 0, range: null);
}
