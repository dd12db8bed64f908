using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Sums the losses of the steps of an epoch, and refuses those that are not finite.</summary>
internal sealed class EpochLosses(IHost host, string stage)
{
    private readonly Dictionary<string, double> _sums = [];
    private double _loss;
    private int _steps;

    public void Add(StepLosses step)
    {
        foreach (var (loss, value) in step.Values)
        {
            if (!double.IsFinite(value))
            {
                throw host.ExceptParam("learning rate", $"Training diverged in stage '{stage}': {loss} became {value}. "
                    + "Lower the learning rate, or normalize the features and responses.");
            }
            _sums[loss] = _sums.GetValueOrDefault(loss) + value;
        }
        _loss += step.Loss;
        _steps++;
    }

    /// <summary>Returns the means over the steps.</summary>
    public TrainingEpoch ToEpoch(double rowsPerSecond) => new(_loss / _steps, _sums.ToDictionary(sum => sum.Key, sum => sum.Value / _steps), rowsPerSecond);
}
