using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the output columns of a <see cref="GaussianPolicyHead"/> for each row.</summary>
internal sealed class GaussianPolicyEvaluator(GaussianPolicyHead head) : HeadEvaluator
{
    private readonly PlanEvaluator _meanNetwork = head.MeanNetwork.CreateEvaluator();
    private readonly PlanEvaluator? _critics = head.CriticNetwork?.CreateEvaluator();
    private readonly float[] _criticValues = new float[head.CriticNetwork?.Plan.OutputWidth ?? 0];

    // The input of the critics: the state, then the standardized action.
    private readonly NonZeros _pair = new();
    private readonly float[] _action = new float[head.Scale.Size];

    // The mean of the policy, first standardized and then in the user's units.
    private readonly float[] _mean = new float[head.Scale.Size];
    private readonly float[] _predicted = new float[head.Scale.Size];
    private HeadRow? _row;
    private bool _evaluated;

    public override void Load(HeadRow row)
    {
        _row = row;
        for (var index = 0; index < _action.Length; index++)
            _action[index] = (row.ActionVector[index] - head.Scale.Means[index]) / head.Scale.Deviations[index];
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
            var distance = (_action[index] - _mean[index]) / Math.Exp(head.LogDeviations[index]);
            logDensity -= distance * distance / 2 + head.LogDeviations[index] + Math.Log(head.Scale.Deviations[index]) + Math.Log(2 * Math.PI) / 2;
        }
        return logDensity;
    }

    private void EvaluateMean()
    {
        if (_evaluated)
            return;
        _meanNetwork.Evaluate(_row!.State, [], _mean);
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
        _pair.Clear();
        _pair.Add(_row!.State.Places, _row.State.Values, 0, 0..head.StateWidth);
        _pair.Add(_action, head.StateWidth);
        _critics!.Evaluate(_pair, [], _criticValues);
        var first = 0;
        for (var response = 0; response < values.Length; response++)
        {
            var (critic, sign, members) = head.ContinuousCritics[response];
            var sum = 0f;
            foreach (var value in _criticValues.AsSpan(first, members.Count))
                sum += value;
            values[response] = (float)(critic.MeanReturn + sign * critic.ReturnDeviation * sum / members.Count);
            first += members.Count;
        }
    }
}
