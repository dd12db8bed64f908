using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Files;

/// <summary>Loads a model of this library from its part of a model file. This is where all errors of a file get the form in which users see them.</summary>
internal static class ModelFile
{
    /// <param name="env">The environment that errors are reported with.</param>
    /// <param name="ctx">The part of the file, at its beginning.</param>
    /// <param name="version">The versions of the format that can be read.</param>
    /// <param name="load">Reads the model to its end.</param>
    /// <exception cref="FormatException">The part is damaged, or a newer version of the library wrote it.</exception>
    public static T Load<T>(IHostEnvironment env, ModelLoadContext ctx, VersionInfo version, Func<ModelReader, T> load)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        if (ctx.Header.ModelSignature == version.ModelSignature && ctx.Header.ModelVerReadable > version.VerWrittenCur)
        {
            throw new ModelFileException($"The model file has version {Describe(ctx.Header.ModelVerReadable)} of its format, but this version of " +
                $"{typeof(ModelFile).Assembly.GetName().Name} reads versions up to {Describe(version.VerWrittenCur)}. Update the package, or load the file " +
                "with the version that wrote it.");
        }
        var reader = new ModelReader(ctx.Reader, ctx.FpMin + ctx.Header.FpModel + ctx.Header.CbModel);
        try
        {
            ctx.CheckAtModel(version);
            var model = load(reader);
            reader.RequireEnd();
            return model;
        }
        catch (Exception failure) when (failure is FormatException or EndOfStreamException)
        {
            throw new ModelFileException("The model file is damaged, or was not written by this library. " + string.Create(
                CultureInfo.InvariantCulture, $"{failure.Message.TrimEnd('.')}. This is before byte {reader.Position} of ") +
                $"'{Path.Join(ctx.Directory, ModelLoadContext.ModelStreamName)}'. Load an intact copy of the file.");
        }
    }

    private static string Describe(uint version) => string.Create(CultureInfo.InvariantCulture, $"{version >> 16}.{version & 0xFFFF}");
}
