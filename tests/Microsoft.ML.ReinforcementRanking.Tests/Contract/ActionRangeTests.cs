using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>The output of an actor with an action range is always within the range (docs/equations-tscac.md (19)).</summary>
public class ActionRangeTests
{
    private const float Minimum = 0;
    private const float Maximum = 150;

    private static readonly ContractRow[] Rows = [.. ContractLog.Draw(seed: 1).Select(WithActionInRange)];

    private readonly MLContext _context = new(1);

    [Fact]
    public void PredictedAction_OfTscacInAnyState_LiesInTheRange()
        => ShouldStayInside(_context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            ActionColumnName = "ActionVector",
            AuxiliaryResponses = [new("Click")],
            ActionMinimum = Minimum,
            ActionMaximum = Maximum,
            NumberOfStageOneEpochs = 5,
            NumberOfStageTwoEpochs = 5,
            BatchSize = 64,
        }).Fit(_context.View(Rows)));

    [Fact]
    public void PredictedAction_OfBehaviorCloningInAnyState_LiesInTheRange()
        => ShouldStayInside(_context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            ActionColumnName = "ActionVector",
            ActionMinimum = Minimum,
            ActionMaximum = Maximum,
            NumberOfEpochs = 5,
            BatchSize = 64,
        }).Fit(_context.View(Rows)));

    private void ShouldStayInside(ITransformer model)
    {
        // For states far outside of the log, the output of the network is far outside of the range on both sides.
        ContractRow[] states =
            [.. from scale in new[] { 1f, 1e3f, 1e6f,
            -1e6f } from row in Rows select new ContractRow { Features = [.. row.Features.Select(value => scale * value)] }];

        var predicted = Predict(model, states);

        predicted.Should().OnlyContain(value => value >= Minimum && value <= Maximum);
        predicted.Should().Contain(value => value < 1).And.Contain(value => value > 149, "the range is used, not cut off before its ends");
        Predict(SavedAndLoaded(model), states).Should().Equal(predicted);
    }

    private float[] Predict(ITransformer model, ContractRow[] states)
        => [.. model.Transform(_context.View(states)).GetColumn<float[]>("PredictedAction").SelectMany(action => action)];

    private ITransformer SavedAndLoaded(ITransformer model)
    {
        using var stream = new MemoryStream();
        _context.Model.Save(model, _context.View().Schema, stream);
        stream.Position = 0;
        return _context.Model.Load(stream, out _);
    }

    // The actions of the log are within about five units of (0, 3). Here they fill the range.
    private static ContractRow WithActionInRange(ContractRow row)
    {
        row.ActionVector = [.. row.ActionVector.Select(value => Math.Clamp(75 + 15 * value, Minimum, Maximum))];
        return row;
    }
}
