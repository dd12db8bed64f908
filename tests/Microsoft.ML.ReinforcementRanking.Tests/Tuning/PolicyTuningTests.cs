using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Tuning;

/// <summary>
/// The pipelines of these tests fit nothing. The learning rate chooses one of five columns with the probabilities of known policies, so that the value of
/// every setting is known.
/// </summary>
public sealed class PolicyTuningTests
{
    private const int PolicyCount = 5;

    private static readonly MLContext Context = new(seed: 1);

    private readonly BehaviorCloningTrainer.Options _options = new() { PolicyLearningRate = 1e-4 };

    [Fact]
    public void TunePolicy_OneResponse_FindsTheBestPolicy()
    {
        var result = Tune(["Good"], new() { NumberOfTrials = 11, TunedOptions = ["PolicyLearningRate"] });

        Policy(result.BestOptions).Should().Be(PolicyCount - 1, "this policy takes the good action with probability 0.9");
        result.Best.Estimates.Should().ContainSingle().Which.Should().BeApproximately(0.9, 1e-6);
        result.ParetoFront.Select(trial => trial.Estimates[0]).Distinct().Should().Equal(result.Best.Estimates[0]);
        result.WasCanceled.Should().BeFalse();
        _options.PolicyLearningRate.Should().Be(1e-4, "the given options are not changed");
    }

    [Fact]
    public void TunePolicy_Rounds_KeepTheBestThirdOnMoreSessions()
    {
        var reported = new List<PolicyTrial>();
        var tuning = new PolicyTuningOptions
        { NumberOfTrials = 9, NumberOfRounds = 3, Progress = new ListProgress(reported), CrossValidation = new() { NumberOfFolds = 2 } };

        var result = Tune(["Good"], tuning);

        result.Trials.CountBy(trial => trial.Round).Select(round => round.Value).Should().Equal(9, 3, 1);
        result.Trials.Select(trial => trial.SessionShare).Distinct().Should().Equal(1 / 9.0, 1 / 3.0, 1);
        var kept = result.Trials.Where(trial => trial.Round == 1).Select(trial => trial.Number);
        kept.Should().BeEquivalentTo(
            result.Trials.Where(trial => trial.Round == 0).OrderByDescending(trial => trial.Estimates[0]).ThenBy(trial => trial.Number).Take(3)
                .Select(trial => trial.Number));
        reported.Should().Equal(result.Trials);
        result.Trials.Where(trial => trial.Round == 0).Select(trial => trial.Metrics!.RowCount).Distinct().Should().ContainSingle("all see the same sessions");
    }

    [Fact]
    public void TunePolicy_AuxiliaryResponse_LimitsTheLoss()
    {
        // The logged policy has 0.5 of each response, and what one gains the other one loses.
        var none = Tune(["Good", "Other"], new() { NumberOfTrials = 21, NumberOfRounds = 1, TunedOptions = ["PolicyLearningRate"] });
        var half = Tune(["Good", "Other"],
            new() { NumberOfTrials = 21, NumberOfRounds = 1, TunedOptions = ["PolicyLearningRate"], AllowedAuxiliaryLoss = 0.5 });

        Policy(none.BestOptions).Should().Be(2, "it has 0.5 of each");
        none.Best.AuxiliaryViolation.Should().Be(0);
        Policy(half.BestOptions).Should().Be(3, "it has 0.7 and 0.3, and the next one would lose 80 % of the other response");
        half.ParetoFront.Select(trial => Policy((BehaviorCloningTrainer.Options)trial.Options)).Distinct().Should().Equal(4, 3, 2, 1, 0);
        half.ToString().Should().Contain("Good").And.Contain("Other").And.Contain("PolicyLearningRate 0.000");
    }

    [Fact]
    public void TunePolicy_SettingThatFails_IsRecordedAndDropped()
    {
        var result = Context.Ranking.TunePolicy(Log(), _options, options => options.PolicyLearningRate < 2e-3
            ? Pipeline(options)
            : throw new InvalidOperationException("diverged"), ["Good"], tuning: new() { NumberOfTrials = 9, TunedOptions = ["PolicyLearningRate"] });

        var failed = result.Trials.Where(trial => trial.Failure is not null).ToArray();
        failed.Should().NotBeEmpty().And.OnlyContain(trial => trial.Failure == "diverged" && trial.Round == 0 && trial.Metrics == null);
        result.Best.Failure.Should().BeNull();
        failed[0].ToString().Should().Contain("failed: diverged");
    }

    [Fact]
    public void TunePolicy_GivenOptionsFail_Throws() => FluentActions.Invoking(() => Context.Ranking.TunePolicy(
        Log(), _options, _ => throw new InvalidOperationException("diverged"), ["Good"])).Should().Throw<InvalidOperationException>().WithMessage("diverged");

    [Fact]
    public void TunePolicy_CanceledAfterTwoTrials_ReturnsThem()
    {
        using var source = new CancellationTokenSource();
        var tuning = new PolicyTuningOptions { CancellationToken = source.Token };
        tuning.Progress = new ListProgress([], trial => trial.Number == 1, source.Cancel);

        var result = Tune(["Good"], tuning);

        result.Trials.Should().HaveCount(2);
        result.WasCanceled.Should().BeTrue();
        result.ToString().Should().Contain("The search was canceled.");
    }

    [Fact]
    public void TunePolicy_CanceledBefore_Throws() => FluentActions.Invoking(() => Tune(["Good"], new() { CancellationToken = new(canceled: true) }))
        .Should().Throw<OperationCanceledException>();

    [Fact]
    public void TunePolicy_SameSeed_SameTrials()
    {
        string[] Trials(int seed) => [.. Tune(["Good"], new() { NumberOfTrials = 6, Seed = seed }).Trials.Select(trial => trial.ToString())];

        Trials(1).Should().Equal(Trials(1)).And.NotEqual(Trials(2));
    }

    [Fact]
    public void TunePolicy_AllOptions_TunesThoseWithARangeAndAValue()
    {
        var result = Tune(["Good"], new() { NumberOfTrials = 20, NumberOfRounds = 1 });

        result.Best.Values.Keys.Should().Equal("BatchSize", "DropoutRate", "EmbeddingDimension", "PolicyLearningRate", "WeightDecay");
        var drawn = result.Trials.Skip(1).Select(trial => trial.Options).Cast<BehaviorCloningTrainer.Options>().ToArray();
        drawn.Select(options => options.DropoutRate).Order().Index().Should()
            .OnlyContain(rate => Math.Floor(rate.Item / 0.5 * 19) == rate.Index, "each nineteenth of the range from 0 to 0.5 has one setting");
        drawn.Select(options => options.BatchSize).Should().OnlyContain(size => size >= 128 && size <= 2048).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void TunePolicy_OptionWithoutRange_IsRefused() => FluentActions.Invoking(() => Tune(["Good"], new() { TunedOptions = ["NumberOfEpochs"] }))
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*BehaviorCloningTrainer*'NumberOfEpochs' is none*PolicyLearningRate*");

    [Fact]
    public void TunePolicy_UnknownEstimator_IsRefused() => FluentActions.Invoking(() => Tune(["Good"], new() { Estimator = "Nothing" }))
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Ips*'Nothing'*");

    [Fact]
    public void TunePolicy_WrongOptions_ListsAllOfThem() => FluentActions.Invoking(() => Tune(["Good"], new()
    {
        NumberOfTrials = 0,
        NumberOfRounds = 11,
        HalvingFactor = 1,
        AllowedAuxiliaryLoss = 1,
        CrossValidation = null!,
        Estimator = " ",
    })).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*NumberOfTrials must be at least 1, but was 0.*NumberOfRounds must be from 1 to 10*"
        + "HalvingFactor must be at least 2*AllowedAuxiliaryLoss must be at least 0 and below 1*Estimator must be*CrossValidation must be*");

    [Fact]
    public void TunePolicy_Tscac_FitsAndImproves()
    {
        var rows = Worlds.SessionWorld.Log(80, seed: 1);
        var options = new TscacRankingTrainer.Options
        {
            LabelColumnName = "Reward",
            ActionColumnName = "Action",
            PropensityColumnName = "Propensity",
            NumberOfStageOneEpochs = 1,
            NumberOfStageTwoEpochs = 2,
            HiddenUnits = [8],
            BatchSize = 32,
        };

        var result = Context.Ranking.TunePolicy(Context.Data.LoadFromEnumerable(rows), options, Context.Ranking.Trainers.Tscac, ["Reward"],
            tuning: new() { NumberOfTrials = 3, NumberOfRounds = 1, CrossValidation = new() { NumberOfFolds = 2 } });

        result.Trials.Should().HaveCount(3).And.OnlyContain(trial => trial.Failure == null);
        result.BestOptions.HiddenUnits.Should().Equal(8);
        result.Best.Values.Keys.Should().Contain("ConstraintStrength").And.NotContain("MaximumImportanceWeight", "the exact improvement weighs no rows");
        result.Best.Estimates[0].Should().Be(result.Trials.Max(trial => trial.Estimates[0]));
    }

    private PolicyTuningResult<BehaviorCloningTrainer.Options> Tune(string[] responses, PolicyTuningOptions tuning)
        => Context.Ranking.TunePolicy(Log(), _options, Pipeline, responses, tuning: tuning);

    private static IEstimator<ITransformer> Pipeline(BehaviorCloningTrainer.Options options)
        => Context.Transforms.CopyColumns("Probability", $"Policy{Policy(options)}");

    /// <summary>Returns the number of the policy that a learning rate from 1e-4 to 1e-2 stands for.</summary>
    private static int Policy(BehaviorCloningTrainer.Options options)
        => Math.Min(PolicyCount - 1, (int)(PolicyCount * Math.Log10(options.PolicyLearningRate * 1e4) / 2));

    // Each session has one row with the good action and one with the other one, so that estimates are exact on any sessions.
    private static IDataView Log() => Context.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(row => new Row
    {
        GroupId = row / 2,
        Good = row % 2 == 0 ? 1 : 0,
        Other = row % 2 == 0 ? 0 : 1,
        Policy0 = row % 2 == 0 ? 0.1f : 0.9f,
        Policy1 = row % 2 == 0 ? 0.3f : 0.7f,
        Policy2 = 0.5f,
        Policy3 = row % 2 == 0 ? 0.7f : 0.3f,
        Policy4 = row % 2 == 0 ? 0.9f : 0.1f,
    }).ToArray());

    private sealed class Row
    {
        public int GroupId { get; set; }

        public float Good { get; set; }

        public float Other { get; set; }

        public float Propensity { get; set; } = 0.5f;

        public float Policy0 { get; set; }

        public float Policy1 { get; set; }

        public float Policy2 { get; set; }

        public float Policy3 { get; set; }

        public float Policy4 { get; set; }
    }

    /// <summary>Adds trials to a list, and acts on one of them.</summary>
    private sealed class ListProgress(List<PolicyTrial> trials, Func<PolicyTrial, bool>? isWaitedFor = null, Action? act = null) : IProgress<PolicyTrial>
    {
        public void Report(PolicyTrial value)
        {
            trials.Add(value);
            if (isWaitedFor?.Invoke(value) == true)
                act!();
        }
    }
}
