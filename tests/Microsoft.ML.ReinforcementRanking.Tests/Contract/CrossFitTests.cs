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

/// <summary>Who values whom, and every error of the calls that cross-fit.</summary>
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
        var host = ((IHostEnvironment)Context).Register("test");

        var outputs = new CrossFit(host, data, new PolicyValueOptions { ResponseColumnNames = ["Label"] }.Columns, Folds, seed: 1).Run(
            part =>
            {
                seen.Add([.. part.GetColumn<int>("GroupId")]);
                return Head(stateWidth: 2, actions: 2);
            },
            outputCount: 1,
            _ => (_, values) => values[0] = seen.Count - 1);

        seen.Should().HaveCount(Folds);
        rows.Zip(outputs[0]).Should().OnlyContain(row => !seen[(int)row.Second].Contains(row.First.GroupId));
        seen.Should().OnlyContain(sessions => sessions.Count > 50, "three of four folds are learnt from");
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

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*features column 'Features': expected a vector of 3 Single, as the policy reads, got*2*");
    }

    [Fact]
    public void FitPolicyValues_PolicyOverAnotherCatalogue_NamesColumnAndSizes()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, actions: 5), View(20), ["Label"]);

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*action column 'Action': expected a key into the policy's 5 actions (map the values with the key mapping that training used), got*0-1*");
    }

    [Fact]
    public void FitPolicyValues_ContinuousPolicy_SaysWhatItNeeds()
    {
        var policy = Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { ActionColumnName = "ActionVector", NumberOfEpochs = 1 }).Fit(LineWorld.Log(20, seed: 1));
        var fit = () => Context.Ranking.FitPolicyValues(policy, LineWorld.Log(20, seed: 1), ["Label"]);

        fit.Should().Throw<InvalidOperationException>().WithMessage("*needs a policy over a catalogue of key-typed actions*");
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
            "*RowGroupColumnName must be a column name, but was null. ResponseColumnNames must be at least one column name, but was []. "
            + "DiscountFactor must be at least 0 and at most 1, but was -1. NumberOfFolds must be at least 2, but was 1. NumberOfEpochs must be at least 1, but was 0. "
            + "NumberOfCritics must be at least 1, but was 0. CriticLearningRate must be above 0, but was 0. TargetUpdateRate must be above 0 and at most 1, but was 2.*");
    }

    [Fact]
    public void FitPolicyValues_ColumnMissing_NamesRoleAndColumn()
    {
        var fit = () => Context.Ranking.FitPolicyValues(Policy(2, 2), View(20), ["Nowhere"]);

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Could not find the response column 'Nowhere'*");
    }

    [Fact]
    public void EstimatePropensities_OneFold_IsAnError()
    {
        var estimate = () => Context.Ranking.EstimatePropensities(View(20), numberOfFolds: 1);

        estimate.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("numberOfFolds").WithMessage("*must be at least 2, but was 1*");
    }

    [Fact]
    public void EstimatePropensities_NoSessionColumn_IsAnError()
    {
        var estimate = () => Context.Ranking.EstimatePropensities(View(20), new() { RowGroupColumnName = null });

        estimate.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*must name the session column, since folds are made of whole sessions, but was null*");
    }

    [Fact]
    public void EstimatePropensities_BlankOutputColumn_IsAnError()
    {
        var estimate = () => Context.Ranking.EstimatePropensities(View(20), outputColumnName: " ");

        estimate.Should().Throw<ArgumentException>().WithParameterName("outputColumnName");
    }

    [Fact]
    public void AddedColumnsView_SourceHasGrown_SaysSo()
    {
        var rows = SessionWorld.Log(60, seed: 3).ToList();
        var host = ((IHostEnvironment)Context).Register("test");
        var view = new AddedColumnsView(host, ScoredLog.View(rows), [("Added", new float[rows.Count])]);
        var before = view.GetColumn<float>("Added").ToArray();
        rows.AddRange(SessionWorld.Log(1, seed: 4));
        var read = () => view.GetColumn<float>("Added").ToArray();

        before.Should().HaveCount(rows.Count - SessionWorld.Log(1, seed: 4).Length);
        view.GetRowCount().Should().Be(before.Length);
        read.Should().Throw<InvalidOperationException>().WithMessage($"*The data had {before.Length} rows when column 'Added' was made, but has more now*");
    }

    private static IDataView View(int sessions) => ScoredLog.View(SessionWorld.Log(sessions, seed: 1));

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Policy(int stateWidth, int actions)
    {
        double[][] flat = [.. Enumerable.Range(0, stateWidth).Select(_ => new double[actions])];
        return Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 1 }).Fit(new BanditWorld(flat, flat).Log(20, seed: 1));
    }

    private static CategoricalPolicyHead Head(int stateWidth, int actions)
    {
        var plan = NetworkPlan.Tower(stateWidth, [], 2);
        return new("Action", [new(new(new(plan, [.. plan.WeightLengths.Select(length => new float[length])]), new float[2 * actions]), 1, 0)], [], constraintStrength: null);
    }
}
