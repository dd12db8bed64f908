using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the output columns of a <see cref="GaussianPolicyHead"/> for each row.</summary>
internal sealed class GaussianPolicyEvaluator(GaussianPolicyHead head) : HeadEvaluator
{
    private readonly PlanEvaluator _meanNetwork = head.MeanNetwork.CreateEvaluator();
    private readonly PlanEvaluator[][] _critics =
        [.. head.ContinuousCritics.Select(critic => critic.Members.Select(member => member.CreateEvaluator()).ToArray())];

    // The input of the critics: the state, then the standardized action.
    private readonly float[] _pair = new float[head.StateWidth + head.Scale.Size];
    // The mean of the policy, first standardized and then in the user's units.
    private readonly float[] _mean = new float[head.Scale.Size];
    private readonly float[] _predicted = new float[head.Scale.Size];
    private bool _evaluated;

    public override void Load(HeadRow row)
    {
        row.State.CopyTo(_pair);
        for (var index = 0; index < row.ActionVector.Length; index++)
            _pair[head.StateWidth + index] = (row.ActionVector[index] - head.Scale.Means[index]) / head.Scale.Deviations[index];
        _evaluated = false;
    }

    public override void Compute(int column, Span<float> values)
    {
        switch (head.Columns[column].Name)
        {
            case OutputColumn.Score:
                values[0] = (float)LogDensity();
                break;
            case OutputColumn.Probability:
                values[0] = (float)Math.Exp(LogDensity());
                break;
            case OutputColumn.PredictedAction:
                EvaluateMean();
                _predicted.CopyTo(values);
                break;
            default:
                ReadCritics(values);
                break;
        }
    }

    private double LogDensity()
    {
        EvaluateMean();
        var logDensity = 0.0;
        for (var index = 0; index < _mean.Length; index++)
        {
            var distance = (_pair[head.StateWidth + index] - _mean[index]) / Math.Exp(head.LogDeviations[index]);
            logDensity -= distance * distance / 2 + head.LogDeviations[index] + Math.Log(head.Scale.Deviations[index]) + Math.Log(2 * Math.PI) / 2;
        }
        return logDensity;
    }

    private void EvaluateMean()
    {
        if (_evaluated)
            return;
        _meanNetwork.Evaluate(_pair.AsSpan(0, head.StateWidth), _mean);
        for (var index = 0; index < _mean.Length; index++)
        {
            var (mean, deviation) = (head.Scale.Means[index], head.Scale.Deviations[index]);
            _predicted[index] = head.Range is { } range ? range.Squash(_mean[index]) : mean + deviation * _mean[index];
            if (head.Range is not null)
                _mean[index] = (_predicted[index] - mean) / deviation;
        }
        _evaluated = true;
    }

    private void ReadCritics(Span<float> values)
    {
        Span<float> value = stackalloc float[1];
        for (var response = 0; response < _critics.Length; response++)
        {
            var sum = 0f;
            foreach (var member in _critics[response])
            {
                member.Evaluate(_pair, value);
                sum += value[0];
            }
            var (critic, sign, members) = head.ContinuousCritics[response];
            values[response] = (float)(critic.MeanReturn + sign * critic.ReturnDeviation * sum / members.Count);
        }
    }
}
