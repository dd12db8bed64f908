using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Computes the output columns of a <see cref="CategoricalPolicyHead"/> for each row.</summary>
internal sealed class CategoricalPolicyEvaluator(CategoricalPolicyHead head) : HeadEvaluator
{
    private readonly TowerOutputs _states = new(head.Towers);
    private readonly PolicyLogits _logits = new(head.Catalog);
    private readonly float[] _expectedAction = new float[head.Blocks.Max(block => block.Function.Width)];
    private float[]? _probabilities;
    private HeadRow? _row;
    private bool _areLogitsLoaded;

    /// <summary>Returns the logits of the catalog in the current state.</summary>
    public PolicyLogits Logits()
    {
        if (!_areLogitsLoaded)
        {
            _logits.Load(_states.OfPolicy());
            _areLogitsLoaded = true;
        }
        return _logits;
    }

    /// <summary>Returns the logits of the eligible actions of the current row, in their order.</summary>
    public float[] EligibleLogits()
    {
        var logits = new float[EligibleCount];
        FillEligible(logits);
        return logits;
    }

    /// <summary>Returns the probabilities of the eligible actions of the current row, in their order. They are valid until the next call.</summary>
    public ReadOnlySpan<float> EligibleProbabilities()
    {
        _probabilities ??= new float[head.Catalog.Count];
        var probabilities = _probabilities.AsSpan(0, EligibleCount);
        FillEligible(probabilities).Normalize(probabilities);
        return probabilities;
    }

    private int Action => _row!.ActionIndex;

    private int EligibleCount => _row!.EligibleActions?.Count ?? head.Catalog.Count;

    public override void Load(HeadRow row)
    {
        _row = row;
        _states.Load(row.State);
        _areLogitsLoaded = false;
    }

    public override void Compute(int column, Span<float> values)
    {
        if (Action == HeadRow.MissingAction)
        {
            // The policy does not know this action: it never takes the action, and it has no estimate of its value.
            values.Fill(column == CategoricalPolicyHead.ProbabilityColumn ? 0 : float.NaN);
            return;
        }
        switch (column)
        {
            case CategoricalPolicyHead.ScoreColumn:
                values[0] = Logits().Of(Action);
                break;
            case CategoricalPolicyHead.ProbabilityColumn:
                values[0] = Probability();
                break;
            default:
                ReadCritics([], [], values);
                break;
        }
    }

    /// <summary>
    /// Computes <c>Σ π(a|s) Q(s, a)</c> of every critic in the current state, over the eligible actions of the row. Q is affine in the embedding of an
    /// action, so its expectation is its value at the expected embedding.
    /// </summary>
    public void ExpectedValues(Span<float> values)
    {
        var probabilities = EligibleProbabilities();
        ReadCritics(CollectionsMarshal.AsSpan(_row!.EligibleActions), probabilities, values);
    }

    /// <summary>Computes the same sums for another policy, given the probabilities of all actions.</summary>
    public void ExpectedValues(ReadOnlySpan<float> probabilities, Span<float> values) => ReadCritics([], probabilities, values);

    /// <summary>Computes the logits of the eligible actions, and returns the normalizer of their softmax.</summary>
    private SoftmaxSum FillEligible(Span<float> logits)
        => _row!.EligibleActions is { } eligible ? Logits().Of(CollectionsMarshal.AsSpan(eligible), logits) : Logits().OfAll(logits);

    private float Probability()
    {
        if (_row!.EligibleActions is not { } eligible)
            return Logits().Sum().Probability(_logits.Of(Action));
        return eligible.Contains(Action) ? Logits().Sum(CollectionsMarshal.AsSpan(eligible)).Probability(_logits.Of(Action)) : 0;
    }

    /// <param name="actions">The actions that have probabilities. If empty, they are those of the catalog.</param>
    /// <param name="probabilities">The probabilities of the actions. If empty, the row's own action is valued.</param>
    /// <param name="values">The results, one for each critic.</param>
    private void ReadCritics(ReadOnlySpan<int> actions, ReadOnlySpan<float> probabilities, Span<float> values)
    {
        var states = _states.OfAll();
        for (var response = 0; response < head.Readouts.Count; response++)
            values[response] = (float)head.Readouts[response].Critic.MeanReturn;
        for (var index = 0; index < head.Blocks.Count; index++)
        {
            if (!head.Towers.IsReadByCritics(index))
                continue;
            var function = head.Blocks[index].Function;
            var action = probabilities.IsEmpty
                ? function.RowOf(Action)
                : ExpectedAction(function, actions, probabilities);
            var value = TwoTowerBlock.Value(states.Slice(head.Towers.StartOf(index), function.Width), action);
            for (var response = 0; response < head.Readouts.Count; response++)
                values[response] += head.Readouts[response].BlockFactors[index] * value;
        }
    }

    private ReadOnlySpan<float> ExpectedAction(TwoTowerBlock function, ReadOnlySpan<int> actions, ReadOnlySpan<float> probabilities)
    {
        var expected = _expectedAction.AsSpan(0, function.Width);
        expected.Clear();
        for (var place = 0; place < probabilities.Length; place++)
        {
            var action = actions.IsEmpty ? place : actions[place];
            TensorPrimitives.MultiplyAdd(function.RowOf(action), probabilities[place], expected, expected);
        }
        return expected;
    }
}
