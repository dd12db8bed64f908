using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Compares a Gaussian policy with its critics in libtorch with a managed head.</summary>
public sealed class GaussianParityTests : IDisposable
{
    private readonly TorchSession _session = TorchSession.Open(new MLContext(1), seed: 1);
    private readonly SessionDataset _data;
    private readonly TransitionBatch _batch;
    private readonly ActionStandardizer _standardizer;

    public GaussianParityTests()
    {
        _data = SessionReader.Read(LogRow.Host(), new MLContext(1).View(), new() { Features = "Features", Action = "ActionVector" });
        int[] rows = [.. Enumerable.Range(0, 40)];
        _standardizer = new(new LogRows(_data, rows), CPU);
        _batch = new(_data, rows, CPU);
    }

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(new int[0], 1, false)]
    [InlineData(new[] { 16 }, 2, false)]
    [InlineData(new[] { 16 }, 2, true)]
    [InlineData(new[] { 64, 32 }, 3, false)]
    public void Columns_OfEveryRow_AreTorchs(int[] hiddenUnits, int critics, bool isRanged)
    {
        var range = isRanged ? new ActionRange(-4, 9) : null;
        Tensor Bound(float bound) => _standardizer.Standardize(zeros(2).FilledWith(bound));
        var policy = new GaussianPolicy(NetworkPlan.Tower(ContractLog.FeatureCount, hiddenUnits, 2), dropout: 0.5, range is null ? null
            : (Bound(range.Minimum), Bound(range.Maximum))).Randomized();
        var members = Enumerable.Range(0, critics)
            .Select(_ => new PlannedModule(NetworkPlan.Tower(ContractLog.FeatureCount + 2, hiddenUnits, 1), dropout: 0.5).Randomized()).ToArray();
        ContinuousCritic critic = new(new("Watch", 0.9, meanReturn: 12, returnDeviation: 5, advantageDeviation: 1), Sign: -1,
            [.. members.Select(member => member.ToNetwork())]);
        var head = new GaussianPolicyHead("ActionVector", new(_standardizer.Means, _standardizer.Deviations), range, policy.ToNetwork(),
            policy.LogDeviations.data<float>().ToArray(), [critic]);

        var actions = _standardizer.Standardize(_batch.Actions!);
        var logDensity = policy.LogDensity(_batch.States, actions).Minus(_standardizer.LogVolume);
        var values = stack(ContinuousCritics.Values(members, _batch.States, actions)).mean([0]).Times(5).SubtractedFrom(12);
        var means = (policy.Means(_batch.States) * tensor(_standardizer.Deviations)).Plus(tensor(_standardizer.Means));

        ShouldBe(head, OutputColumn.Score, logDensity.unsqueeze(1));
        ShouldBe(head, OutputColumn.Probability, logDensity.exp().unsqueeze(1));
        ShouldBe(head, OutputColumn.ResponseValues, values.unsqueeze(1));
        ShouldBe(head, OutputColumn.PredictedAction, means);
    }

    private void ShouldBe(GaussianPolicyHead head, string column, Tensor expected)
    {
        var index = head.Columns.Select(output => output.Name).ToList().IndexOf(column);
        var evaluator = head.CreateEvaluator();
        var values = new float[(int)expected.shape[1]];
        for (var row = 0; row < _batch.RowCount; row++)
        {
            evaluator.Load(head.NewRow(LogRow.RowOf(_data.Features, row), actionVector: LogRow.RowOf(_data.ActionVectors!, row)));
            evaluator.Compute(index, values);
            values.ShouldBe(expected[row]);
        }
    }
}
