<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>CastDelegate</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Companion</name>
    <message numerus="yes">
        <source>%n line(s) changed</source>
        <translation>
            <numerusform>%n line changed</numerusform>
            <numerusform>%n lines changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) new</source>
        <translation>
            <numerusform>%n line new</numerusform>
            <numerusform>%n lines new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) removed</source>
        <translation>
            <numerusform>%n line removed</numerusform>
            <numerusform>%n lines removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shot(s) changed</source>
        <translation>
            <numerusform>%n shot changed</numerusform>
            <numerusform>%n shots changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EngineBar</name>
    <message numerus="yes">
        <source>Farm, %n worker(s)</source>
        <translation>
            <numerusform>Farm, %n worker</numerusform>
            <numerusform>Farm, %n workers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GeneratePanel</name>
    <message numerus="yes">
        <source>Generate %n clip(s)</source>
        <translation>
            <numerusform>Generate %n clip</numerusform>
            <numerusform>Generate %n clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ready</source>
        <translation>
            <numerusform>%n ready</numerusform>
            <numerusform>%n ready</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to do</source>
        <translation>
            <numerusform>%n to do</numerusform>
            <numerusform>%n to do</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with problems</source>
        <translation>
            <numerusform>%n with problems</numerusform>
            <numerusform>%n with problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LineInspector</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinesPanel</name>
    <message numerus="yes">
        <source>%n line(s) changed.</source>
        <translation>
            <numerusform>%n line changed.</numerusform>
            <numerusform>%n lines changed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message numerus="yes">
        <source>Dismiss; %n more to read</source>
        <translation>
            <numerusform>Dismiss; %n more to read</numerusform>
            <numerusform>Dismiss; %n more to read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MissingMediaBar</name>
    <message numerus="yes">
        <source>The media of %n shot(s) is not where the timeline says:</source>
        <translation>
            <numerusform>The media of %n shot is not where the timeline says:</numerusform>
            <numerusform>The media of %n shots is not where the timeline says:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The media of %n shot(s) was found.</source>
        <translation>
            <numerusform>The media of %n shot was found.</numerusform>
            <numerusform>The media of %n shots was found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n it is still missing.</source>
        <translation>
            <numerusform>Of %n it is still missing.</numerusform>
            <numerusform>Of %n it is still missing.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemNotices</name>
    <message numerus="yes">
        <source>{} (and %n more, see the details)</source>
        <translation>
            <numerusform>{} (and %n more, see the details)</numerusform>
            <numerusform>{} (and %n more, see the details)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PromptsPanel</name>
    <message numerus="yes">
        <source>%s and %n more</source>
        <translation>
            <numerusform>%s and %n more</numerusform>
            <numerusform>%s and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shot(s)</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueStrip</name>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReplaceBar</name>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>%n hit</numerusform>
            <numerusform>%n hits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n of the listed line(s)</source>
        <translation>
            <numerusform>in %n of the listed lines</numerusform>
            <numerusform>in %n of the listed lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) would have no words left and stay.</source>
        <translation>
            <numerusform>%n line would have no words left and stays.</numerusform>
            <numerusform>%n lines would have no words left and stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SubtitleNotices</name>
    <message numerus="yes">
        <source>%n line(s) changed</source>
        <translation>
            <numerusform>%n line changed</numerusform>
            <numerusform>%n lines changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gone</source>
        <translation>
            <numerusform>%n gone</numerusform>
            <numerusform>%n gone</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TakesPanel</name>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VoiceDialog</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WriteResultPage</name>
    <message numerus="yes">
        <source>Written with %n clip(s) of ours: {}</source>
        <translation>
            <numerusform>Written with %n clip of ours: {}</numerusform>
            <numerusform>Written with %n clips of ours: {}</numerusform>
        </translation>
    </message>
</context>
</TS>
