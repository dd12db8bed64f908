namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Sums the losses of the steps of an epoch, and refuses those that are not finite.</summary>
internal sealed class EpochLosses(string stage, int epoch)
{
    private readonly Dictionary<string, double> _sums = [];
    private double _loss;
    private int _steps;

    /// <exception cref="TrainingDivergedException">A loss is not finite.</exception>
    public void Add(StepLosses step)
    {
        _steps++;
        foreach (var (loss, value) in step.Values)
        {
            Require(loss, value);
            _sums[loss] = _sums.GetValueOrDefault(loss) + value;
        }
        _loss += step.Loss;
    }

    /// <summary>Requires that the steps of the epoch have left finite weights. A loss does not depend on all of them.</summary>
    /// <exception cref="TrainingDivergedException">A weight is not finite.</exception>
    public void RequireFinite(Learner learner) => Require("a weight", learner.LargestWeight());

    /// <summary>Returns the means over the steps.</summary>
    public TrainingEpoch ToEpoch(double rowsPerSecond) => new(_loss / _steps, _sums.ToDictionary(sum => sum.Key, sum => sum.Value / _steps), rowsPerSecond);

    private void Require(string name, double value)
    {
        if (!double.IsFinite(value))
            throw new TrainingDivergedException(stage, epoch, _steps, name, value);
    }
}
