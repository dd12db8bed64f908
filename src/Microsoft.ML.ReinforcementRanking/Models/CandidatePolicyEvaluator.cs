using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the output columns of a <see cref="CandidatePolicyHead"/> for each row.</summary>
internal sealed class CandidatePolicyEvaluator(CandidatePolicyHead head) : HeadEvaluator
{
    private const int ScoreColumn = 0;

    private readonly TowerOutputs _outputs = new(head.Towers);
    private readonly float[] _factors = [.. head.Blocks.Select(block => block.FactorAt(head.ConstraintStrength ?? 1))];

    public override void Load(HeadRow row) => _outputs.Load(row.State);

    /// <summary>Returns the score of the candidate with the given features.</summary>
    public float Score(NonZeros features)
    {
        _outputs.Load(features);
        return Score();
    }

    public override void Compute(int column, Span<float> values)
    {
        if (column == ScoreColumn)
            values[0] = Score();
        else
            ReadCritics(values);
    }

    private float Score()
    {
        var outputs = _outputs.OfPolicy();
        var score = 0f;
        for (var block = 0; block < _factors.Length; block++)
        {
            if (_factors[block] != 0)
                score += _factors[block] * outputs[head.Towers.StartOf(block)];
        }
        return score;
    }

    private void ReadCritics(Span<float> values)
    {
        var outputs = _outputs.OfAll();
        for (var response = 0; response < head.Readouts.Count; response++)
        {
            var (critic, factors) = head.Readouts[response];
            values[response] = (float)critic.MeanReturn;
            for (var block = 0; block < factors.Length; block++)
            {
                if (factors[block] != 0)
                    values[response] += factors[block] * outputs[head.Towers.StartOf(block)];
            }
        }
    }
}
