using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

/// <summary>Searches the options of a trainer by successive halving over shares of the sessions.</summary>
/// <param name="host">The host that errors are reported with.</param>
/// <param name="tuning">The options of the search.</param>
/// <param name="progress">An object that receives each trial when it ends, or null.</param>
/// <param name="check">Throws if the trainer refuses options.</param>
/// <param name="newTrial">Creates a trial without results.</param>
/// <param name="evaluate">Fits and evaluates a setting on a share of the sessions, and writes the results to the trial.</param>
/// <param name="seed">The seed.</param>
internal sealed class OptionSearch<TOptions, TTrial>(
    IHost host, TuningOptions tuning, IProgress<TTrial>? progress, Action<TOptions> check, Func<TTrial> newTrial, Action<TOptions, double, TTrial> evaluate,
    int seed)
    where TOptions : ReinforcementRankingOptions
    where TTrial : TuningTrial
{
    /// <summary>Returns the trials, and whether the search was canceled after the first of them.</summary>
    public (IReadOnlyList<TTrial> Trials, bool WasCanceled) Run(TOptions options)
    {
        check(options);
        var tuned = TunedOption.Find(host, options, tuning.TunedOptions, IsAccepted);
        List<(int Number, TOptions Options)> settings =
            [.. SettingSampler.Draw(options, tuned, tuning.NumberOfTrials, seed).Select((setting, number) => (number, setting))];
        var trials = new List<TTrial>();
        try
        {
            for (var round = 0; round < tuning.NumberOfRounds; round++)
            {
                var share = Math.Pow(tuning.HalvingFactor, round + 1 - tuning.NumberOfRounds);
                TTrial[] results = [.. settings.Select(setting => Add(trials, Try(setting.Number, setting.Options, tuned, round, share)))];
                var kept = TrialOrder.BestFirst(results).Where(trial => trial.Failure is null).Take(Kept(settings.Count)).Select(trial => trial.Number);
                settings = [.. kept.Order().Select(number => settings.Find(setting => setting.Number == number))];
            }
        }
        catch (OperationCanceledException) when (trials.Count > 0)
        {
            return (trials, true);
        }
        return (trials, false);
    }

    private bool IsAccepted(TOptions options)
    {
        try
        {
            check(options);
            return true;
        }
        catch (Exception)
        {
            // The given options were accepted, so that the trainer has no use for another value of this one.
            return false;
        }
    }

    private int Kept(int count) => Math.Max(1, count / tuning.HalvingFactor);

    private TTrial Add(List<TTrial> trials, TTrial trial)
    {
        trials.Add(trial);
        progress?.Report(trial);
        return trial;
    }

    /// <summary>Ends the search if it is canceled on some rank. The message arrives where no trial has ended: there is a result otherwise.</summary>
    private void RequireNotCanceled(TOptions setting)
    {
        if (new SurroundingRanks(setting).AreCanceled(tuning.CancellationToken.IsCancellationRequested))
            throw new OperationCanceledException("The search was canceled before its first trial ended, so there is no result.", tuning.CancellationToken);
    }

    private TTrial Try(int number, TOptions setting, TunedOption[] tuned, int round, double share)
    {
        var trial = newTrial();
        (trial.Number, trial.Round, trial.SessionShare, trial.Options) = (number, round, share, setting);
        trial.Values = tuned.ToDictionary(option => option.Name, option => option.ValueOf(setting));
        try
        {
            RequireNotCanceled(setting);
            var fitted = ReinforcementRankingOptions.Copy(setting);
            if (tuning.CancellationToken.CanBeCanceled)
                fitted.CancellationToken = tuning.CancellationToken;
            evaluate(fitted, share, trial);
            // A fit that is canceled may return the best model so far, which cannot be compared with others.
            RequireNotCanceled(setting);
        }
        catch (Exception failure) when (number > 0 && failure is not OperationCanceledException)
        {
            // A setting that cannot be trained, such as one that diverges, must not end a search of hours. Setting 0 has the options of the user, whose
            // errors are mistakes.
            trial.Failure = failure.Message;
        }
        return trial;
    }
}
