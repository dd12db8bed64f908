using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests which model gives a value to which row, and every error of the methods that cross-fit.</summary>
public sealed class CrossFitTests
{
    private const int Folds = 4;

    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void Run_AnyLog_ValuesEveryRowByAModelThatHasNotSeenItsSession()
    {
        var rows = SessionWorld.Log(100, seed: 1);
        var data = ScoredLog.View(rows);
        List<HashSet<int>> seen = [];
        var outputs = NewCrossFit(data, Folds).Run(
            part =>
            {
                seen.Add([.. part.GetColumn<int>("GroupId")]);
                return Head(stateWidth: 2, actions: 2);
            },
            outputCount: 1,
            _ => (_, _, _, values) => values[0] = seen.Count - 1);

        seen.Should().HaveCount(Folds);
        rows.Zip(outputs[0]).Should().OnlyContain(row => !seen[(int)row.Second].Contains(row.First.GroupId));
        seen.Should().OnlyContain(sessions => sessions.Count > 50, "three of four folds are learned from");
    }

    [Fact]
    public void Run_HalfSample_FitsOnHalfTheSessionsTwiceAndValuesThem()
    {
        var rows = SessionWorld.Log(200, seed: 1);
        List<(HashSet<int> Sessions, int Rows)> seen = [];
        float[] Run(int? halfSeed)
        {
            seen.Clear();
            return NewCrossFit(ScoredLog.View(rows), Folds).Run(
                part =>
                {
                    int[] sessions = [.. part.GetColumn<int>("GroupId")];
                    seen.Add(([.. sessions], sessions.Length));
                    return Head(stateWidth: 2, actions: 2);
                },
                outputCount: 1,
                _ => (_, _, _, values) => values[0] = seen.Count - 1,
                halfSeed)[0];
        }

        var valued = rows.Zip(Run(halfSeed: 7)).Where(row => !float.IsNaN(row.Second)).Select(row => (row.First.GroupId, Fold: (int)row.Second)).ToArray();

        // The number of sessions of a half is Binomial(200, 1/2), with a standard deviation of 7. The margin is four of those.
        var half = valued.Select(row => row.GroupId).ToHashSet();
        half.Count.Should().BeInRange(72, 128);
        rows.Count(row => half.Contains(row.GroupId)).Should().Be(valued.Length, "sessions are drawn as wholes");
        foreach (var fold in Enumerable.Range(0, Folds))
        {
            seen[fold].Sessions.Should().BeEquivalentTo(valued.Where(row => row.Fold != fold).Select(row => row.GroupId).Distinct());
            seen[fold].Rows.Should().Be(2 * valued.Count(row => row.Fold != fold));
        }
        rows.Zip(Run(halfSeed: 8)).Where(row => !float.IsNaN(row.Second)).Select(row => row.First.GroupId).ToHashSet().Should()
            .NotBeEquivalentTo(half, "another seed draws others");
    }

    [Fact]
    public void Run_TestSetOfASplitByTheSameSeed_StillHasRowsInEveryFold()
    {
        var test = Context.Data.TrainTestSplitBySession(ScoredLog.View(SessionWorld.Log(400, seed: 1)), testFraction: 0.2, seed: 1).TestSet;

        var folds = NewCrossFit(test, 5)
            .Run(_ => Head(stateWidth: 2, actions: 2), outputCount: 1, _ => (_, _, _, values) => values[0] = 1);

        folds[0].Should().OnlyContain(value => value == 1);
    }

    [Fact]
    public void FitPolicyValues_TooFewSessions_SaysSo()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), View(sessions: 2), ["Label"]);

        fit.Should().Throw<InvalidOperationException>().WithMessage("*sessions of column 'GroupId' are too few for 5 folds*Use fewer folds or more sessions*");
    }

    [Fact]
    public void FitPolicyValues_PolicyOverOtherFeatures_NamesColumnAndWidths()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(stateWidth: 3, actions: 2), View(20), ["Label"]);

        fit.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*features column 'Features': expected a vector of 3 Single, as the policy reads, got*2*");
    }

    [Fact]
    public void FitPolicyValues_PolicyOverAnotherCatalog_NamesColumnAndSizes()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, actions: 5), View(20), ["Label"]);

        fit.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage(
            "*action column 'Action': expected a key into the policy's 5 actions (map the values with the key mapping that training used), got*0-1*");
    }

    [Fact]
    public void FitPolicyValues_ContinuousPolicy_SaysWhatItNeeds()
    {
        var policy = Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { ActionColumnName = "ActionVector", NumberOfEpochs = 1 })
            .Fit(LineWorld.Log(20, seed: 1));
        var fit = () => Context.Ranking.FitPolicyValues(policy, LineWorld.Log(20, seed: 1), ["Label"]);

        fit.Should().Throw<InvalidOperationException>().WithMessage("*needs a policy over a catalog of actions*");
    }

    [Fact]
    public void FitPolicyValues_ResponseDoesNotVary_SaysSo()
    {
        var rows = SessionWorld.Log(60, seed: 2);
        foreach (var row in rows)
            row.Reward = 1;
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), ScoredLog.View(rows), ["Label"]);

        fit.Should().Throw<InvalidOperationException>().WithMessage("*response column 'Label' is 1 in all*");
    }

    [Fact]
    public void FitPolicyValues_DiscountButSessionsOfOneRow_SaysSo()
    {
        var rows = SessionWorld.Log(60, seed: 2).DistinctBy(row => row.GroupId);
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), ScoredLog.View(rows), ["Label"], discountFactor: 0.5);

        fit.Should().Throw<InvalidOperationException>().WithMessage("*No session has two rows*");
    }

    [Fact]
    public void FitPolicyValues_OptionsOutOfRange_AreListedInOneMessage()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), View(20), new PolicyValueOptions
        {
            RowGroupColumnName = null,
            DiscountFactor = -1,
            NumberOfFolds = 1,
            NumberOfEpochs = 0,
            NumberOfCritics = 0,
            CriticLearningRate = 0,
            TargetUpdateRate = 2,
        });

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage(
            "*ResponseColumnNames must be a list of at least one column name, without null or blank elements, but was []. "
            + "DiscountFactor must be null, or at least 0 and at most 1, but was -1. NumberOfFolds must be at least 2, but was 1. NumberOfEpochs must be at "
                + "least 1, "
                + "but was 0. "
            + "NumberOfCritics must be at least 1, but was 0. CriticLearningRate must be above 0, but was 0. TargetUpdateRate must be above 0 and at most 1, "
                + "but was 2.*");
    }

    [Fact]
    public void FitPolicyValues_ResponsesWithoutNameOrTwice_AreNamed()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), View(20), ["Label", null!, "Label"]);

        fit.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options").WithMessage(
            "ResponseColumnNames must be a list of at least one column name, without null or blank elements, but was ['Label', null, 'Label']. "
            + "ResponseColumnNames must be distinct columns, but contains 'Label' more than once.*");
    }

    [Fact]
    public void FitPolicyValues_ColumnMissing_NamesRoleAndColumn()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), View(20), ["Nowhere"]);

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Could not find the response column 'Nowhere'*");
    }

    [Fact]
    public void EstimatePropensities_OptionsOutOfRange_AreListedInOneMessage()
    {
        var estimate = () => Context.Ranking.EstimatePropensities(View(20), new()
        {
            NumberOfFolds = 1,
            NumberOfHalfSamples = 9,
            OutputColumnName = " ",
            BehaviorPolicy = new() { NumberOfEpochs = 0 },
        });

        estimate.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options").WithMessage(
            "*NumberOfFolds must be at least 2, but was 1. NumberOfHalfSamples must be 0 or at least 10, but was 9. "
            + "OutputColumnName must be a column name, but was ' '. *NumberOfEpochs must be at least 1, but was 0.*");
    }

    [Fact]
    public void EstimatePropensities_HalfSamples_AreAVectorWithASlotEach()
    {
        var options = new BehaviorCloningTrainer.Options { NumberOfEpochs = 1, ValidationFraction = 0 };
        var data = Context.Ranking.EstimatePropensities(
            View(60), new() { BehaviorPolicy = options, NumberOfFolds = 2, NumberOfHalfSamples = 10, OutputColumnName = "Estimated" });

        float[][] halves = [.. data.GetColumn<float[]>("Estimated.HalfSamples")];
        var sessions = data.GetColumn<int>("GroupId").ToArray();
        data.Schema["Estimated.HalfSamples"].Type.Should().Be(new VectorDataViewType(NumberDataViewType.Single, 10));
        halves.SelectMany(row => row).Should().OnlyContain(value => float.IsNaN(value) || (value > 0 && value < 1));
        halves.Zip(sessions).GroupBy(row => row.Second, row => string.Join(" ", row.First.Select(float.IsNaN))).Should()
            .OnlyContain(session => session.Distinct().Count() == 1, "sessions are drawn as wholes");
        Enumerable.Range(0, 10).Select(half => string.Join(" ", halves.Select(row => float.IsNaN(row[half])))).Distinct().Should()
            .HaveCount(10, "each half is drawn by itself");
        data.GetColumn<float>("Estimated").Should()
            .Equal(Context.Ranking.EstimatePropensities(View(60), new() { BehaviorPolicy = options, NumberOfFolds = 2 })
            .GetColumn<float>("Propensity"), "half-samples change nothing else");
    }

    [Fact]
    public void EstimatePropensities_NoSessionColumn_TakesEveryRowAsASession()
    {
        var data = Context.Ranking.EstimatePropensities(View(20),
            new() { BehaviorPolicy = new() { RowGroupColumnName = null, NumberOfEpochs = 1 }, NumberOfFolds = 2 });

        data.GetColumn<float>("Propensity").Should().OnlyContain(value => value > 0 && value < 1);
    }

    [Fact]
    public void FitPolicyValues_NoSessionColumn_FoldsRows()
    {
        var options = new PolicyValueOptions
        {
            ResponseColumnNames = ["Label"],
            RowGroupColumnName = null,
            NumberOfEpochs = 1,
            NumberOfFolds = 2,
            HiddenUnits = []
        };

        var values = Context.Ranking.FitPolicyValues(Policy(2, 2), View(40), options).GetColumn<float>("Label.StateValue").Zip(SessionWorld.Log(40, seed: 1));

        // There are two states and two folds. With sessions, no session has rows in both folds. Without them, some sessions have.
        values.Select(row => (row.First, row.Second.State)).Distinct().Should().HaveCount(4);
        values.GroupBy(row => (row.Second.GroupId, row.Second.State)).Should().Contain(session => session.Select(row => row.First).Distinct().Count() == 2);
    }

    [Fact]
    public void FitPolicyValues_DiscountWithoutSessionColumn_IsRefused()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), View(40), ["Label"], rowGroupColumnName: null, discountFactor: 0.5);

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage(
            "DiscountFactor must be 0 or null without RowGroupColumnName, since every row is then a session, but was 0.5.*");
    }

    [Theory]
    [InlineData(3, 1f / 3, "*action probabilities column 'Given': expected a vector of 2 Single, one for each key of 'Action', got*")]
    [InlineData(2, 0.25f,
        "*Row 0 (the first row is 0; *), action probabilities column 'Given': the probabilities must be at least 0 and sum to 1, but the smallest is 0.25 and "
        + "the sum 0.5.*")]
    public void FitPolicyValues_BadActionProbabilities_NamesColumnAndRemedy(int slots, float value, string message)
    {
        var rows = SessionWorld.Log(20, seed: 1);
        var data = new AddedColumnsView(((IHostEnvironment)Context).Register("test"), ScoredLog.View(rows),
            [new AddedColumn("Given", [.. Enumerable.Range(0, slots).Select(_ => rows.Select(_ => value).ToArray())])]);
        var fit = () => Context.Ranking.FitPolicyValues(data, "Given", new PolicyValueOptions { ResponseColumnNames = ["Label"], NumberOfFolds = 2 });

        fit.Should().Throw<Exception>().WithMessage(message);
    }

    [Fact]
    public void AddedColumnsView_SourceHasGrown_SaysSo()
    {
        var rows = SessionWorld.Log(60, seed: 3).ToList();
        var host = ((IHostEnvironment)Context).Register("test");
        var view = new AddedColumnsView(host, ScoredLog.View(rows), [new AddedColumn("Added", new float[rows.Count])]);
        var before = view.GetColumn<float>("Added").ToArray();
        rows.AddRange(SessionWorld.Log(1, seed: 4));
        var read = () => view.GetColumn<float>("Added").ToArray();

        before.Should().HaveCount(rows.Count - SessionWorld.Log(1, seed: 4).Length);
        view.GetRowCount().Should().Be(before.Length);
        read.Should().Throw<InvalidOperationException>()
            .WithMessage($"*The data had {before.Length} rows when column 'Added' was created, but it has more rows now*");
    }

    private static CrossFit NewCrossFit(IDataView data, int folds, int? threads = 1)
    {
        var host = ((IHostEnvironment)Context).Register("test");
        var options = new PolicyValueOptions { ResponseColumnNames = ["Label"], NumberOfThreads = threads };
        return new(host, new SessionFolds(host, data, "GroupId", folds, seed: 1), options, actions: null);
    }

    private static IDataView View(int sessions) => ScoredLog.View(SessionWorld.Log(sessions, seed: 1));

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Policy(int stateWidth, int actions)
    {
        double[][] flat = [.. Enumerable.Range(0, stateWidth).Select(_ => new double[actions])];
        return Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 1 })
            .Fit(new BanditWorld(flat, flat).Log(20, seed: 1));
    }

    private static CategoricalPolicyHead Head(int stateWidth, int actions)
    {
        var plan = NetworkPlan.Tower(stateWidth, [], 2);
        return new("Action", [new(new(new(plan, [.. plan.WeightLengths.Select(length => new float[length])]), new float[2 * actions]), 1, 0)], [],
            constraintStrength: null);
    }
}
