using System.Numerics.Tensors;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the output columns of a <see cref="CategoricalPolicyHead"/> for each row.</summary>
internal sealed class CategoricalPolicyEvaluator(CategoricalPolicyHead head) : HeadEvaluator
{
    private readonly PlanEvaluator _network = head.StateNetwork.CreateEvaluator();
    private readonly float[] _output = new float[head.StateNetwork.Plan.OutputWidth];
    private readonly float[] _folded = new float[head.Catalog.Width];
    private float[]? _logits;
    private HeadRow? _row;
    private float _offset;
    private bool _embedded;

    private int Action => _row!.ActionIndex;

    public override void Load(HeadRow row)
    {
        _row = row;
        _embedded = false;
    }

    public override void Compute(int column, Span<float> values)
    {
        if (Action == HeadRow.MissingAction)
        {
            // The policy does not know this action: it never takes the action, and it has no estimate of its value.
            values.Fill(head.Columns[column].Name == OutputColumn.Probability ? 0 : float.NaN);
            return;
        }
        Embed();
        switch (head.Columns[column].Name)
        {
            case OutputColumn.Score:
                values[0] = _offset + head.Catalog.Logit(Action, _folded);
                break;
            case OutputColumn.Probability:
                _logits ??= new float[head.Catalog.Count];
                var logNormalizer = Logits(_logits);
                values[0] = (float)Math.Exp(_logits[Action] - logNormalizer);
                break;
            default:
                ReadCritics([], values);
                break;
        }
    }

    /// <summary>Computes the logits of the whole catalog in the current state, and returns the logarithm of their normalizer.</summary>
    public double Logits(Span<float> logits)
    {
        Embed();
        for (var action = 0; action < logits.Length; action++)
            logits[action] = _offset + head.Catalog.Logit(action, _folded);
        var largest = TensorPrimitives.Max<float>(logits);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>
    /// Computes <c>Σ π(a|s) Q(s, a)</c> of every critic in the current state. Q is affine in the embedding of an action, so its expectation is its value
    /// at the expected embedding.
    /// </summary>
    public void ExpectedValues(Span<float> values)
    {
        _logits ??= new float[head.Catalog.Count];
        var logNormalizer = Logits(_logits);
        for (var action = 0; action < _logits.Length; action++)
            _logits[action] = (float)Math.Exp(_logits[action] - logNormalizer);
        ReadCritics(_logits, values);
    }

    /// <summary>Computes the same sums for another policy, given the probabilities of all actions.</summary>
    public void ExpectedValues(ReadOnlySpan<float> probabilities, Span<float> values)
    {
        Embed();
        ReadCritics(probabilities, values);
    }

    private void Embed()
    {
        if (_embedded)
            return;
        _network.Evaluate(_row!.State, _output);
        _offset = head.Catalog.FoldState(_output, _folded);
        _embedded = true;
    }

    /// <param name="probabilities">The probabilities of all actions. If empty, the row's own action is valued.</param>
    /// <param name="values">The results, one for each critic.</param>
    private void ReadCritics(ReadOnlySpan<float> probabilities, Span<float> values)
    {
        for (var response = 0; response < head.Readouts.Count; response++)
            values[response] = (float)head.Readouts[response].Critic.MeanReturn;
        var start = 0;
        for (var index = 0; index < head.Blocks.Count; index++)
        {
            var function = head.Blocks[index].Function;
            if (head.Readouts.Any(readout => readout.BlockFactors[index] != 0))
            {
                var action = probabilities.IsEmpty
                    ? function.ActionTable.AsSpan(Action * function.Width, function.Width)
                    : ExpectedAction(function, probabilities);
                var value = BlockValue(_output.AsSpan(start, function.Width), action);
                for (var response = 0; response < head.Readouts.Count; response++)
                    values[response] += head.Readouts[response].BlockFactors[index] * value;
            }
            start += function.Width;
        }
    }

    private static float[] ExpectedAction(TwoTowerBlock function, ReadOnlySpan<float> probabilities)
    {
        var expected = new float[function.Width];
        for (var action = 0; action < probabilities.Length; action++)
            TensorPrimitives.MultiplyAdd(function.ActionTable.AsSpan(action * function.Width, function.Width), probabilities[action], expected, expected);
        return expected;
    }

    private static float BlockValue(ReadOnlySpan<float> state, ReadOnlySpan<float> action)
        => TensorPrimitives.Dot(state[..^1], action[..^1]) + state[^1] + action[^1];
}
