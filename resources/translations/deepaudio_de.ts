<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>About</name>
    <message>
        <source>Generated speech and sound for film editors, written back as new timeline tracks.</source>
        <translation>Erzeugte Sprache und Töne für die Filmmontage, zurückgeschrieben als neue Spuren der Timeline.</translation>
    </message>
    <message>
        <source>Engine: {}</source>
        <translation>Engine: {}</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>This program: Apache-2.0. The weights of DeepAudio-V1 and F5-TTS: CC-BY-NC-4.0, not for commercial use.</source>
        <translation>Dieses Programm: Apache-2.0. Die Gewichte von DeepAudio-V1 und F5-TTS: CC-BY-NC-4.0, nicht für kommerzielle Zwecke.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Line one frame earlier</source>
        <translation>Zeile ein Bild früher</translation>
    </message>
    <message>
        <source>Line one frame later</source>
        <translation>Zeile ein Bild später</translation>
    </message>
    <message>
        <source>In one frame earlier</source>
        <translation>In ein Bild früher</translation>
    </message>
    <message>
        <source>In one frame later</source>
        <translation>In ein Bild später</translation>
    </message>
    <message>
        <source>Out one frame earlier</source>
        <translation>Out ein Bild früher</translation>
    </message>
    <message>
        <source>Out one frame later</source>
        <translation>Out ein Bild später</translation>
    </message>
    <message>
        <source>Line ten frames earlier</source>
        <translation>Zeile zehn Bilder früher</translation>
    </message>
    <message>
        <source>Line ten frames later</source>
        <translation>Zeile zehn Bilder später</translation>
    </message>
    <message>
        <source>In ten frames earlier</source>
        <translation>In zehn Bilder früher</translation>
    </message>
    <message>
        <source>In ten frames later</source>
        <translation>In zehn Bilder später</translation>
    </message>
    <message>
        <source>Out ten frames earlier</source>
        <translation>Out zehn Bilder früher</translation>
    </message>
    <message>
        <source>Out ten frames later</source>
        <translation>Out zehn Bilder später</translation>
    </message>
    <message>
        <source>Open timeline…</source>
        <translation>Timeline öffnen…</translation>
    </message>
    <message>
        <source>Add subtitles…</source>
        <translation>Untertitel hinzufügen…</translation>
    </message>
    <message>
        <source>Export corrected subtitles…</source>
        <translation>Korrigierte Untertitel exportieren…</translation>
    </message>
    <message>
        <source>Write report…</source>
        <translation>Bericht schreiben…</translation>
    </message>
    <message>
        <source>Write tracks…</source>
        <translation>Spuren schreiben…</translation>
    </message>
    <message>
        <source>Undo last write</source>
        <translation>Letztes Schreiben rückgängig machen</translation>
    </message>
    <message>
        <source>Show written files</source>
        <translation>Geschriebene Dateien zeigen</translation>
    </message>
    <message>
        <source>Close timeline</source>
        <translation>Timeline schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
    <message>
        <source>Find in lines</source>
        <translation>In Zeilen suchen</translation>
    </message>
    <message>
        <source>Replace in lines…</source>
        <translation>In Zeilen ersetzen…</translation>
    </message>
    <message>
        <source>Edit line or prompt</source>
        <translation>Zeile oder Prompt bearbeiten</translation>
    </message>
    <message>
        <source>In to playhead</source>
        <translation>In an den Abspielkopf</translation>
    </message>
    <message>
        <source>Out to playhead</source>
        <translation>Out an den Abspielkopf</translation>
    </message>
    <message>
        <source>Split at playhead or caret</source>
        <translation>Am Abspielkopf oder an der Schreibmarke teilen</translation>
    </message>
    <message>
        <source>Join with next</source>
        <translation>Mit der nächsten verbinden</translation>
    </message>
    <message>
        <source>Add line at playhead</source>
        <translation>Zeile am Abspielkopf hinzufügen</translation>
    </message>
    <message>
        <source>Duplicate lines</source>
        <translation>Zeilen duplizieren</translation>
    </message>
    <message>
        <source>Pronunciation…</source>
        <translation>Aussprache…</translation>
    </message>
    <message>
        <source>Underline misspelt words</source>
        <translation>Falsch geschriebene Wörter unterstreichen</translation>
    </message>
    <message>
        <source>Delete lines</source>
        <translation>Zeilen löschen</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Wiedergabe oder Pause</translation>
    </message>
    <message>
        <source>Play take alone</source>
        <translation>Take allein abspielen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Play forwards, or faster</source>
        <translation>Vorwärts oder schneller</translation>
    </message>
    <message>
        <source>Mark in</source>
        <translation>In-Punkt setzen</translation>
    </message>
    <message>
        <source>Mark out</source>
        <translation>Out-Punkt setzen</translation>
    </message>
    <message>
        <source>Clear marks</source>
        <translation>In- und Out-Punkt löschen</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>Einen Frame zurück</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>Einen Frame vor</translation>
    </message>
    <message>
        <source>Previous line or shot</source>
        <translation>Vorige Zeile oder Einstellung</translation>
    </message>
    <message>
        <source>Next line or shot</source>
        <translation>Nächste Zeile oder Einstellung</translation>
    </message>
    <message>
        <source>Previous marker</source>
        <translation>Voriger Marker</translation>
    </message>
    <message>
        <source>Next marker</source>
        <translation>Nächster Marker</translation>
    </message>
    <message>
        <source>To the beginning</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Hear the original</source>
        <translation>Originalton hören</translation>
    </message>
    <message>
        <source>Generate selection</source>
        <translation>Auswahl erzeugen</translation>
    </message>
    <message>
        <source>Generate what changed</source>
        <translation>Geändertes erzeugen</translation>
    </message>
    <message>
        <source>Generate all</source>
        <translation>Alles erzeugen</translation>
    </message>
    <message>
        <source>Retry what failed</source>
        <translation>Fehlgeschlagenes wiederholen</translation>
    </message>
    <message>
        <source>Pause the queue</source>
        <translation>Warteschlange anhalten</translation>
    </message>
    <message>
        <source>Cancel selection</source>
        <translation>Auswahl abbrechen</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>Alle abbrechen</translation>
    </message>
    <message>
        <source>Another take</source>
        <translation>Weiterer Take</translation>
    </message>
    <message>
        <source>Choose this take</source>
        <translation>Diesen Take wählen</translation>
    </message>
    <message>
        <source>No rating</source>
        <translation>Keine Bewertung</translation>
    </message>
    <message>
        <source>Rate 1 star</source>
        <translation>1 Stern geben</translation>
    </message>
    <message>
        <source>Rate 2 stars</source>
        <translation>2 Sterne geben</translation>
    </message>
    <message>
        <source>Rate 3 stars</source>
        <translation>3 Sterne geben</translation>
    </message>
    <message>
        <source>Rate 4 stars</source>
        <translation>4 Sterne geben</translation>
    </message>
    <message>
        <source>Rate 5 stars</source>
        <translation>5 Sterne geben</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show selection</source>
        <translation>Auswahl zeigen</translation>
    </message>
    <message>
        <source>Markers…</source>
        <translation>Marker…</translation>
    </message>
    <message>
        <source>Get the real model…</source>
        <translation>Das echte Modell laden…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>About DeepAudio</source>
        <translation>Über DeepAudio</translation>
    </message>
    <message>
        <source>Import a recording as a take…</source>
        <translation>Aufnahme als Take importieren …</translation>
    </message>
    <message>
        <source>Show the take&apos;s file</source>
        <translation>Datei des Takes zeigen</translation>
    </message>
    <message>
        <source>Copy the path of the take</source>
        <translation>Pfad des Takes kopieren</translation>
    </message>
    <message>
        <source>Play selection</source>
        <translation>Auswahl abspielen</translation>
    </message>
    <message>
        <source>Go on to the next when it has played</source>
        <translation>Danach zum Nächsten weitergehen</translation>
    </message>
    <message>
        <source>Play around the playhead</source>
        <translation>Um den Abspielkopf herum abspielen</translation>
    </message>
    <message>
        <source>Play from in to out</source>
        <translation>Von In bis Out abspielen</translation>
    </message>
    <message>
        <source>Loop what is played</source>
        <translation>In Schleife abspielen</translation>
    </message>
    <message>
        <source>Play backwards, or faster backwards</source>
        <translation>Rückwärts abspielen, oder schneller rückwärts</translation>
    </message>
    <message>
        <source>Hear while the playhead is moved</source>
        <translation>Beim Bewegen des Abspielkopfs mithören</translation>
    </message>
    <message>
        <source>Taller waveforms</source>
        <translation>Wellenformen höher</translation>
    </message>
    <message>
        <source>Lower waveforms</source>
        <translation>Wellenformen niedriger</translation>
    </message>
</context>
<context>
    <name>Backend</name>
    <message>
        <source>the shared library cannot be used ({})</source>
        <translation>die gemeinsame Bibliothek ist nicht zu gebrauchen ({})</translation>
    </message>
    <message>
        <source>the shared library cannot be used ({}): what is missing is rendered here</source>
        <translation>die gemeinsame Bibliothek ist nicht zu gebrauchen ({}): was fehlt, wird hier gerendert</translation>
    </message>
    <message>
        <source>there is no such folder: mount it or make it</source>
        <translation>es gibt diesen Ordner nicht: einbinden oder anlegen</translation>
    </message>
    <message>
        <source>1 take is not shared: {}</source>
        <translation>1 Take ist nicht geteilt: {}</translation>
    </message>
    <message>
        <source>{} takes are not shared: {}</source>
        <translation>{} Takes sind nicht geteilt: {}</translation>
    </message>
    <message>
        <source>They are kept on this computer and shared by the next render.</source>
        <translation>Sie bleiben auf diesem Rechner, und das nächste Rendern teilt sie.</translation>
    </message>
    <message>
        <source>Takes are kept on this computer and shared by the next render.</source>
        <translation>Takes bleiben auf diesem Rechner, und das nächste Rendern teilt sie.</translation>
    </message>
    <message>
        <source>Look at its address, whether it is there, and whether you may write to it.</source>
        <translation>Prüfen Sie die Adresse, ob es den Ort gibt und ob Sie dort schreiben dürfen.</translation>
    </message>
    <message>
        <source>the shared take {} {}: it is made again</source>
        <translation>der geteilte Take {} {}: er wird neu gemacht</translation>
    </message>
    <message>
        <source>take {} of {}</source>
        <translation>Take {} von {}</translation>
    </message>
    <message>
        <source>another take of {}</source>
        <translation>weiterer Take von {}</translation>
    </message>
    <message>
        <source>recording of {}</source>
        <translation>Aufnahme von {}</translation>
    </message>
    <message>
        <source>line of {}</source>
        <translation>Zeile von {}</translation>
    </message>
    <message>
        <source>shot {}</source>
        <translation>Einstellung {}</translation>
    </message>
    <message>
        <source>voice of {}</source>
        <translation>Stimme von {}</translation>
    </message>
    <message>
        <source>gain of {}</source>
        <translation>Pegel von {}</translation>
    </message>
    <message>
        <source>pause of {}</source>
        <translation>Pause von {}</translation>
    </message>
    <message>
        <source>pace of {}</source>
        <translation>Tempo von {}</translation>
    </message>
    <message>
        <source>delivery of {}</source>
        <translation>Sprechweise von {}</translation>
    </message>
    <message>
        <source>seed of {}</source>
        <translation>Seed von {}</translation>
    </message>
    <message>
        <source>setting: {}</source>
        <translation>Einstellung: {}</translation>
    </message>
    <message>
        <source>subtitles</source>
        <translation>Untertitel</translation>
    </message>
    <message>
        <source>lines of nobody</source>
        <translation>Zeilen ohne Sprecher</translation>
    </message>
    <message>
        <source>times of {}</source>
        <translation>Zeiten von {}</translation>
    </message>
    <message>
        <source>times of {} lines</source>
        <translation>Zeiten von {} Zeilen</translation>
    </message>
    <message>
        <source>text of {}</source>
        <translation>Text von {}</translation>
    </message>
    <message>
        <source>text of {} lines</source>
        <translation>Text von {} Zeilen</translation>
    </message>
    <message>
        <source>speaker of {}</source>
        <translation>Sprecher von {}</translation>
    </message>
    <message>
        <source>speaker of {} lines</source>
        <translation>Sprecher von {} Zeilen</translation>
    </message>
    <message>
        <source>mute {}</source>
        <translation>{} stummschalten</translation>
    </message>
    <message>
        <source>mute {} lines</source>
        <translation>{} Zeilen stummschalten</translation>
    </message>
    <message>
        <source>unmute {}</source>
        <translation>{} wieder hörbar machen</translation>
    </message>
    <message>
        <source>unmute {} lines</source>
        <translation>{} Zeilen wieder hörbar machen</translation>
    </message>
    <message>
        <source>delete {}</source>
        <translation>{} löschen</translation>
    </message>
    <message>
        <source>delete {} lines</source>
        <translation>{} Zeilen löschen</translation>
    </message>
    <message>
        <source>bring back {}</source>
        <translation>{} zurückholen</translation>
    </message>
    <message>
        <source>bring back {} lines</source>
        <translation>{} Zeilen zurückholen</translation>
    </message>
    <message>
        <source>split {}</source>
        <translation>{} teilen</translation>
    </message>
    <message>
        <source>join {} lines</source>
        <translation>{} Zeilen verbinden</translation>
    </message>
    <message>
        <source>copy of {}</source>
        <translation>Kopie von {}</translation>
    </message>
    <message>
        <source>copy of {} lines</source>
        <translation>Kopie von {} Zeilen</translation>
    </message>
    <message>
        <source>added line</source>
        <translation>hinzugefügte Zeile</translation>
    </message>
    <message>
        <source>word {}</source>
        <translation>Wort {}</translation>
    </message>
    <message>
        <source>nothing is heard</source>
        <translation>nichts ist zu hören</translation>
    </message>
    <message>
        <source>its tops are cut off: it distorts</source>
        <translation>die Spitzen sind abgeschnitten: es verzerrt</translation>
    </message>
    <message>
        <source>the voice breaks off and goes on at {} s</source>
        <translation>die Stimme bricht bei {} s ab und setzt wieder ein</translation>
    </message>
    <message>
        <source>a click at {} s</source>
        <translation>ein Knacken bei {} s</translation>
    </message>
    <message>
        <source>it hums</source>
        <translation>es brummt</translation>
    </message>
    <message>
        <source>it begins {} s after its cue</source>
        <translation>beginnt {} s nach dem Untertitel</translation>
    </message>
    <message>
        <source>it begins {} s before its cue</source>
        <translation>beginnt {} s vor dem Untertitel</translation>
    </message>
    <message>
        <source>it goes on for {} s after its time</source>
        <translation>geht {} s über die Zeit hinaus</translation>
    </message>
    <message>
        <source>it is at {} LUFS, not at {}</source>
        <translation>liegt bei {} LUFS, nicht bei {}</translation>
    </message>
    <message>
        <source>it is hurried: {} letters a second</source>
        <translation>gehetzt: {} Buchstaben in der Sekunde</translation>
    </message>
    <message>
        <source>it is drawn out: {} letters a second</source>
        <translation>in die Länge gezogen: {} Buchstaben in der Sekunde</translation>
    </message>
    <message>
        <source>missed: {}</source>
        <translation>ausgelassen: {}</translation>
    </message>
    <message>
        <source>added: {}</source>
        <translation>hinzugefügt: {}</translation>
    </message>
    <message>
        <source>said twice: {}</source>
        <translation>doppelt gesprochen: {}</translation>
    </message>
    <message>
        <source>heard otherwise: {}</source>
        <translation>anders verstanden: {}</translation>
    </message>
    <message>
        <source>not the voice of {} ({})</source>
        <translation>nicht die Stimme von {} ({})</translation>
    </message>
    <message>
        <source>not the voice of {}, and like {} ({})</source>
        <translation>nicht die Stimme von {}, eher wie {} ({})</translation>
    </message>
    <message>
        <source>voices are heard in it, at {} s</source>
        <translation>darin sind Stimmen zu hören, bei {} s</translation>
    </message>
    <message>
        <source>it cannot be read ({})</source>
        <translation>nicht lesbar ({})</translation>
    </message>
    <message>
        <source>it is longer than {} minutes, and not looked at</source>
        <translation>länger als {} Minuten und nicht geprüft</translation>
    </message>
    <message>
        <source>its file is not what was rendered</source>
        <translation>die Datei ist nicht mehr die, die gerendert wurde</translation>
    </message>
    <message>
        <source>another take than the first plays for {}: {}</source>
        <translation>ein anderer Take als der erste spielt bei {}: {}</translation>
    </message>
    <message>
        <source>{} of {} needed more than one take; {} of {} takes were made, the rest was not needed</source>
        <translation>{} von {} brauchten mehr als einen Take; {} von {} Takes wurden erzeugt, der Rest war nicht nötig</translation>
    </message>
    <message>
        <source>{} of {} needed more than one take; {} of {} takes were made</source>
        <translation>{} von {} brauchten mehr als einen Take; {} von {} Takes wurden erzeugt</translation>
    </message>
    <message>
        <source>all takes of {} are made, good or not: their words are not checked</source>
        <translation>von {} werden alle Takes erzeugt, ob gut oder nicht: ihre Wörter sind nicht geprüft</translation>
    </message>
    <message>
        <source>the transition {} is shown as a dissolve</source>
        <translation>der Übergang {} wird als Überblendung gezeigt</translation>
    </message>
    <message>
        <source>wipe {} is shown as one from the left</source>
        <translation>Wischblende {} wird als eine von links gezeigt</translation>
    </message>
    <message>
        <source>1 line or shot keeps what is finished while its media is not there: {}</source>
        <translation>1 Zeile oder Einstellung behält, was fertig ist, solange die Medien fehlen: {}</translation>
    </message>
    <message>
        <source>{} lines and shots keep what is finished while their media are not there: {}</source>
        <translation>{} Zeilen und Einstellungen behalten, was fertig ist, solange ihre Medien fehlen: {}</translation>
    </message>
    <message>
        <source>Nothing is rendered again when the media come back as they were.</source>
        <translation>Nichts wird neu gerendert, wenn die Medien unverändert wiederkommen.</translation>
    </message>
    <message>
        <source>earlier: {}</source>
        <translation>früher: {}</translation>
    </message>
    <message>
        <source>says “{}”</source>
        <translation>sagt „{}“</translation>
    </message>
    <message>
        <source>voice of a recording</source>
        <translation>Stimme einer Aufnahme</translation>
    </message>
    <message>
        <source>voice {}</source>
        <translation>Stimme {}</translation>
    </message>
    <message>
        <source>prompt “{}”</source>
        <translation>Prompt „{}“</translation>
    </message>
    <message>
        <source>{} s long</source>
        <translation>{} s lang</translation>
    </message>
    <message>
        <source>recorded by a person</source>
        <translation>von einem Menschen aufgenommen</translation>
    </message>
    <message>
        <source>made from something else</source>
        <translation>aus anderem erzeugt</translation>
    </message>
    <message>
        <source>said in another way</source>
        <translation>anders gesprochen</translation>
    </message>
    <message>
        <source>words pronounced otherwise</source>
        <translation>Wörter anders ausgesprochen</translation>
    </message>
    <message>
        <source>made with its picture, which is not there now</source>
        <translation>mit dem Bild gemacht, das jetzt fehlt</translation>
    </message>
    <message>
        <source>made by an earlier version</source>
        <translation>von einer früheren Version erzeugt</translation>
    </message>
    <message>
        <source>made by a later version</source>
        <translation>von einer späteren Version erzeugt</translation>
    </message>
    <message>
        <source>made with other weights</source>
        <translation>mit anderen Gewichten erzeugt</translation>
    </message>
    <message>
        <source>its ambience is of an earlier cut</source>
        <translation>seine Atmo gehört zu einem früheren Schnitt</translation>
    </message>
    <message>
        <source>made again, without voices</source>
        <translation>noch einmal gemacht, ohne Stimmen</translation>
    </message>
    <message>
        <source>{} bad take made again: {}</source>
        <translation>{} schlechter Take wird noch einmal gemacht: {}</translation>
    </message>
    <message>
        <source>{} bad takes made again: {}</source>
        <translation>{} schlechte Takes werden noch einmal gemacht: {}</translation>
    </message>
    <message>
        <source>hurried: the line needs about {} times the natural speed to fit {} s</source>
        <translation>gehetzt: die Zeile braucht etwa das {}-Fache der natürlichen Geschwindigkeit, um in {} s zu passen</translation>
    </message>
    <message>
        <source>hurried: the line needs {} times the natural speed to fit {} s</source>
        <translation>gehetzt: die Zeile braucht das {}-Fache der natürlichen Geschwindigkeit, um in {} s zu passen</translation>
    </message>
    <message>
        <source>it is in {}, and {} speaks {} only: it will fail</source>
        <translation>sie ist in {}, und {} spricht nur {}: sie wird scheitern</translation>
    </message>
    <message>
        <source>there are no words in it to say: it will fail</source>
        <translation>sie enthält keine Wörter: sie wird scheitern</translation>
    </message>
    <message>
        <source>its letters are of no language that {} speaks: it will fail</source>
        <translation>ihre Buchstaben gehören zu keiner Sprache, die {} spricht: sie wird scheitern</translation>
    </message>
    <message>
        <source>{}: the recording is silent</source>
        <translation>{}: die Aufnahme ist stumm</translation>
    </message>
    <message>
        <source>{}: it holds samples that are no numbers</source>
        <translation>{}: sie enthält Abtastwerte, die keine Zahlen sind</translation>
    </message>
    <message>
        <source>Export the recording again from where it was made.</source>
        <translation>Exportieren Sie die Aufnahme dort, wo sie entstanden ist, noch einmal.</translation>
    </message>
    <message>
        <source>retimed clips sound as high or low as they are fast or slow</source>
        <translation>Clips in anderem Tempo klingen so hoch oder tief, wie sie schnell oder langsam sind</translation>
    </message>
    <message>
        <source>silent where a clip stands still, plays backwards or races: {}</source>
        <translation>stumm, wo ein Clip steht, rückwärts läuft oder rast: {}</translation>
    </message>
    <message>
        <source>Choose another file, or check which track the microphone was recorded on.</source>
        <translation>Eine andere Datei wählen oder prüfen, auf welcher Spur das Mikrofon war.</translation>
    </message>
    <message>
        <source>{}: it is {} long; a recording of one line lasts {} minutes at most</source>
        <translation>{}: sie ist {} lang; eine Aufnahme einer Zeile dauert höchstens {} Minuten</translation>
    </message>
    <message>
        <source>Cut the line out of it, and import that.</source>
        <translation>Die Zeile herausschneiden und diese importieren.</translation>
    </message>
    <message>
        <source>{}: there is no sound in it</source>
        <translation>{}: darin ist kein Ton</translation>
    </message>
    <message>
        <source>Choose a recording with sound.</source>
        <translation>Eine Aufnahme mit Ton wählen.</translation>
    </message>
    <message>
        <source>{} is a film: its sound was taken</source>
        <translation>{} ist ein Film: sein Ton wurde genommen</translation>
    </message>
    <message>
        <source>its channels are mixed to one: lines are mono</source>
        <translation>seine Kanäle sind zu einem gemischt: Zeilen sind mono</translation>
    </message>
    <message>
        <source>it is {} s longer than its line has room for: its end is in the clip&apos;s handle</source>
        <translation>er ist {} s länger, als die Zeile Platz hat: sein Ende liegt im Überhang des Clips</translation>
    </message>
    <message>
        <source>{}: there is no such file</source>
        <translation>{}: diese Datei gibt es nicht</translation>
    </message>
    <message>
        <source>1 line keeps its recording of a person</source>
        <translation>1 Zeile behält ihre Aufnahme eines Menschen</translation>
    </message>
    <message>
        <source>{} lines keep recordings of a person</source>
        <translation>{} Zeilen behalten Aufnahmen eines Menschen</translation>
    </message>
    <message>
        <source>Generate one by itself to have the engine speak it too.</source>
        <translation>Eine allein erzeugen, damit auch die Engine sie spricht.</translation>
    </message>
    <message>
        <source>{}: the disk is full</source>
        <translation>{}: die Platte ist voll</translation>
    </message>
    <message>
        <source>Free some space, or write to another disk; nothing was half-written.</source>
        <translation>Platz schaffen oder auf eine andere Platte schreiben; nichts ist halb geschrieben.</translation>
    </message>
    <message>
        <source>{}: cannot be written ({})</source>
        <translation>{}: lässt sich nicht schreiben ({})</translation>
    </message>
    <message>
        <source>Choose a folder that you can write to.</source>
        <translation>Einen beschreibbaren Ordner wählen.</translation>
    </message>
    <message>
        <source>{}: nothing is rendered yet</source>
        <translation>{}: noch ist nichts erzeugt</translation>
    </message>
    <message>
        <source>Generate takes first.</source>
        <translation>Zuerst Takes erzeugen.</translation>
    </message>
    <message>
        <source>1 job without a rendered take: left out</source>
        <translation>1 Auftrag ohne erzeugten Take: ausgelassen</translation>
    </message>
    <message>
        <source>{} jobs without a rendered take: left out</source>
        <translation>{} Aufträge ohne erzeugten Take: ausgelassen</translation>
    </message>
    <message>
        <source>nothing has been written since the backend began</source>
        <translation>seit dem Start wurde nichts geschrieben</translation>
    </message>
    <message>
        <source>timeline {}</source>
        <translation>Timeline {}</translation>
    </message>
    <message>
        <source>backup of what is there now</source>
        <translation>Sicherungskopie dessen, was jetzt dort ist</translation>
    </message>
    <message>
        <source>backup of what is there now, if changes by hand in it cannot be carried over</source>
        <translation>Sicherungskopie dessen, was jetzt dort ist, falls Änderungen von Hand nicht übernommen werden können</translation>
    </message>
    <message>
        <source>track {}</source>
        <translation>Spur {}</translation>
    </message>
    <message>
        <source>track {}, 1 clip</source>
        <translation>Spur {}, 1 Clip</translation>
    </message>
    <message>
        <source>track {}, {} clips</source>
        <translation>Spur {}, {} Clips</translation>
    </message>
    <message>
        <source>1 new sound file of {}</source>
        <translation>1 neue Tondatei von {}</translation>
    </message>
    <message>
        <source>{} new sound files of {}</source>
        <translation>{} neue Tondateien von {}</translation>
    </message>
    <message>
        <source>stems: dialogue, effects, ambience, music and effects</source>
        <translation>Stems: Dialog, Effekte, Atmo, Musik und Effekte</translation>
    </message>
    <message>
        <source>preview {}</source>
        <translation>Vorschaufilm {}</translation>
    </message>
    <message>
        <source>voices given at first sight, and kept once something is rendered: {}</source>
        <translation>Stimmen auf den ersten Blick, fest, sobald etwas gerendert ist: {}</translation>
    </message>
    <message>
        <source>nothing to take back</source>
        <translation>nichts rückgängig zu machen</translation>
    </message>
    <message>
        <source>there is nothing to do again</source>
        <translation>nichts zu wiederholen</translation>
    </message>
    <message>
        <source>no timeline is open</source>
        <translation>keine Timeline ist geöffnet</translation>
    </message>
    <message>
        <source>Open a timeline first.</source>
        <translation>Zuerst eine Timeline öffnen.</translation>
    </message>
    <message>
        <source>this range is empty</source>
        <translation>dieser Bereich ist leer</translation>
    </message>
    <message>
        <source>Choose a range on the timeline.</source>
        <translation>Einen Bereich auf der Timeline wählen.</translation>
    </message>
    <message>
        <source>there is no clip with sound in this range</source>
        <translation>in diesem Bereich ist kein Clip mit Ton</translation>
    </message>
    <message>
        <source>the clips of this range have no sound</source>
        <translation>die Clips dieses Bereichs haben keinen Ton</translation>
    </message>
    <message>
        <source>what is said there? A voice needs its recording&apos;s words</source>
        <translation>was wird dort gesagt? Eine Stimme braucht die Wörter ihrer Aufnahme</translation>
    </message>
    <message>
        <source>{}: this timeline is open for looking only</source>
        <translation>{}: diese Timeline ist nur zum Ansehen geöffnet</translation>
    </message>
    <message>
        <source>the engine {} cannot run here: {}</source>
        <translation>die Engine {} kann hier nicht laufen: {}</translation>
    </message>
    <message>
        <source>Choose again; what was chosen plays when its line or shot is as it was.</source>
        <translation>Neu wählen; das Gewählte spielt, wenn Zeile oder Einstellung wieder ist, wie sie war.</translation>
    </message>
    <message>
        <source>It may have changed meanwhile; look at the list again.</source>
        <translation>Es kann sich inzwischen geändert haben; noch einmal in die Liste sehen.</translation>
    </message>
    <message>
        <source>Did you mean {}? {}</source>
        <translation>Meinten Sie {}? {}</translation>
    </message>
    <message>
        <source>Name another folder; a render shares there what this one has.</source>
        <translation>Einen anderen Ordner nennen; dort teilt ein Rendern, was dieser hat.</translation>
    </message>
    <message>
        <source>Start one in a terminal (`ray start --head`), or give another address.</source>
        <translation>Im Terminal eines starten (`ray start --head`) oder eine andere Adresse angeben.</translation>
    </message>
    <message>
        <source>In a terminal on that host, `deepaudio doctor` says what it lacks.</source>
        <translation>Was dort fehlt, sagt auf jenem Rechner im Terminal `deepaudio doctor`.</translation>
    </message>
    <message>
        <source>Which installed size of the model is used. Fetch one: Help ▸ Get the real model….</source>
        <translation>Welche installierte Größe des Modells benutzt wird. Eine holen: Hilfe ▸ Das echte Modell laden….</translation>
    </message>
    <message>
        <source>Import it again in a terminal (deepaudio models import FOLDER), or choose the published fusion under Generate.</source>
        <translation>Im Terminal neu importieren (deepaudio models import FOLDER) oder unter Erzeugen die veröffentlichte Fusion wählen.</translation>
    </message>
    <message>
        <source>Fetch it again, in a terminal: deepaudio models pull {}</source>
        <translation>Im Terminal neu holen: deepaudio models pull {}</translation>
    </message>
    <message>
        <source>Fetch it in a terminal: deepaudio models pull {}</source>
        <translation>Im Terminal holen: deepaudio models pull {}</translation>
    </message>
    <message>
        <source>Fetch the rest in a terminal: deepaudio models pull {}</source>
        <translation>Den Rest im Terminal holen: deepaudio models pull {}</translation>
    </message>
    <message>
        <source>in a terminal: deepaudio models pull {}</source>
        <translation>im Terminal: deepaudio models pull {}</translation>
    </message>
    <message>
        <source>In a terminal, check it (deepaudio models verify {}), then fetch it again (deepaudio models pull {}).</source>
        <translation>Im Terminal prüfen (deepaudio models verify {}), dann neu holen (deepaudio models pull {}).</translation>
    </message>
    <message>
        <source>Check it in a terminal: deepaudio models verify {}</source>
        <translation>Im Terminal prüfen: deepaudio models verify {}</translation>
    </message>
    <message>
        <source>It is of the voice pack; in a terminal: deepaudio models pull {}.</source>
        <translation>Sie gehört zum Stimmenpaket; im Terminal: deepaudio models pull {}.</translation>
    </message>
    <message>
        <source>{}, or choose a smaller variant under Generate.</source>
        <translation>{} oder unter Erzeugen eine kleinere Variante wählen.</translation>
    </message>
    <message>
        <source>Close other programs that use the GPU</source>
        <translation>Andere Programme schließen, die die GPU benutzen,</translation>
    </message>
    <message>
        <source>Close other programs</source>
        <translation>Andere Programme schließen</translation>
    </message>
    <message>
        <source>Choose another variant or fusion under Generate, or import its file in a terminal: deepaudio models import FOLDER</source>
        <translation>Unter Erzeugen eine andere Variante oder Fusion wählen oder die Datei im Terminal importieren: deepaudio models import FOLDER</translation>
    </message>
    <message>
        <source>Give the lines in English or Chinese.</source>
        <translation>Die Zeilen auf Englisch oder Chinesisch geben.</translation>
    </message>
    <message>
        <source>Fetch them ({}): Help ▸ Get the real model….</source>
        <translation>Holen ({}): Hilfe ▸ Das echte Modell laden….</translation>
    </message>
    <message>
        <source>Or fetch the files on another machine and run in a terminal here: deepaudio models import FOLDER</source>
        <translation>Oder die Dateien auf einem anderen Rechner holen und hier im Terminal: deepaudio models import FOLDER</translation>
    </message>
    <message>
        <source>Or fetch the file on another machine (npm pack) and run in a terminal here: deepaudio models import FOLDER</source>
        <translation>Oder die Datei auf einem anderen Rechner holen (npm pack) und hier im Terminal: deepaudio models import FOLDER</translation>
    </message>
    <message>
        <source>Free some space, or set DEEPAUDIO_WEIGHTS to a folder on another disk. What has arrived before is kept.</source>
        <translation>Platz schaffen oder DEEPAUDIO_WEIGHTS auf einen Ordner einer anderen Platte setzen. Was schon da ist, bleibt.</translation>
    </message>
    <message>
        <source>Set {} to a folder you can write to.</source>
        <translation>{} auf einen Ordner setzen, in den geschrieben werden darf.</translation>
    </message>
    <message>
        <source>Set DEEPAUDIO_LIBRARY to a folder you can write to.</source>
        <translation>DEEPAUDIO_LIBRARY auf einen Ordner setzen, in den geschrieben werden darf.</translation>
    </message>
    <message>
        <source>Variants and packs: {}.</source>
        <translation>Varianten und Pakete: {}.</translation>
    </message>
    <message>
        <source>The worker&apos;s log has the details; in a terminal, `deepaudio doctor` says where it is.</source>
        <translation>Das Protokoll des Workers sagt mehr; wo es liegt, sagt im Terminal `deepaudio doctor`.</translation>
    </message>
    <message>
        <source>Leave it out or change it; in a terminal, `deepaudio doctor` says where the worker&apos;s log is.</source>
        <translation>Weglassen oder ändern; wo das Protokoll des Workers liegt, sagt im Terminal `deepaudio doctor`.</translation>
    </message>
    <message>
        <source>Run `deepaudio doctor` in a terminal.</source>
        <translation>Im Terminal `deepaudio doctor` aufrufen.</translation>
    </message>
    <message>
        <source>Look at the log, and run `deepaudio doctor` in a terminal.</source>
        <translation>Ins Protokoll sehen und im Terminal `deepaudio doctor` aufrufen.</translation>
    </message>
    <message>
        <source>In a terminal, `deepaudio cache list` shows what there is.</source>
        <translation>Was es gibt, zeigt im Terminal `deepaudio cache list`.</translation>
    </message>
    <message>
        <source>Update or remove it in a terminal: pip install --upgrade {}</source>
        <translation>Im Terminal erneuern oder entfernen: pip install --upgrade {}</translation>
    </message>
    <message>
        <source>telling voices apart needs weights; in a terminal: pip install --no-deps Resemblyzer</source>
        <translation>Stimmen zu unterscheiden braucht Gewichte; im Terminal: pip install --no-deps Resemblyzer</translation>
    </message>
    <message>
        <source>Its engines: {}.</source>
        <translation>Seine Engines: {}.</translation>
    </message>
    <message>
        <source>Choose {}.</source>
        <translation>{} wählen.</translation>
    </message>
    <message>
        <source>Its voices: {}.</source>
        <translation>Ihre Stimmen: {}.</translation>
    </message>
    <message>
        <source>Mount it there under the same path, or say under Render on where it is.</source>
        <translation>Dort unter demselben Pfad einhängen oder bei „Rendern auf“ sagen, wo es liegt.</translation>
    </message>
    <message>
        <source>Press Locate… and choose the folder that holds the media.</source>
        <translation>Auf Suchen… drücken und den Ordner wählen, in dem die Medien liegen.</translation>
    </message>
    <message>
        <source>Where they have moved, press Locate… and choose the folder that holds them.</source>
        <translation>Liegen sie jetzt anderswo: Auf Suchen… drücken und ihren Ordner wählen.</translation>
    </message>
    <message>
        <source>Download it, then press Locate… and choose its folder.</source>
        <translation>Herunterladen, dann auf Suchen… drücken und den Ordner wählen.</translation>
    </message>
    <message>
        <source>Relink the clip in your editor, or put the file back.</source>
        <translation>Den Clip im Schnittprogramm neu verknüpfen oder die Datei zurücklegen.</translation>
    </message>
    <message>
        <source>Choose a folder that is there.</source>
        <translation>Einen Ordner wählen, den es gibt.</translation>
    </message>
    <message>
        <source>{} of your links lead nowhere here and stay as they are: their media were located. Other formats, and files for a host, link to where they are</source>
        <translation>{} Ihrer Verknüpfungen führen hier ins Leere und bleiben, wie sie sind: Ihre Medien wurden gesucht und gefunden. Andere Formate und Dateien für ein Programm verknüpfen sie dort, wo sie liegen</translation>
    </message>
    <message>
        <source>1 link leads to where its media was located</source>
        <translation>1 Verknüpfung führt dorthin, wo ihr Medium gefunden wurde</translation>
    </message>
    <message>
        <source>{} links lead to where their media were located</source>
        <translation>{} Verknüpfungen führen dorthin, wo ihre Medien gefunden wurden</translation>
    </message>
    <message>
        <source>Name another folder in {}, or write without a mark.</source>
        <translation>Einen anderen Ordner in {} nennen oder ohne Kennzeichnung schreiben.</translation>
    </message>
    <message>
        <source>Install it (c2pa-python), or write without a mark.</source>
        <translation>Installieren (c2pa-python) oder ohne Kennzeichnung schreiben.</translation>
    </message>
    <message>
        <source>what is written now is not marked as generated: who publishes it has to say so. Files that carry a mark already keep it</source>
        <translation>was jetzt geschrieben wird, ist nicht als erzeugt gekennzeichnet: Wer es veröffentlicht, muss es sagen. Dateien, die schon gekennzeichnet sind, bleiben es</translation>
    </message>
    <message>
        <source>Its settings: {}. Choose another engine under Generate.</source>
        <translation>Ihre Einstellungen: {}. Unter Erzeugen eine andere Engine wählen.</translation>
    </message>
    <message>
        <source>the setting {} cannot be {}</source>
        <translation>die Einstellung {} kann nicht {} sein</translation>
    </message>
    <message>
        <source>the tracks cannot be {}</source>
        <translation>die Spuren können nicht {} sein</translation>
    </message>
    <message>
        <source>Pronunciation: {}</source>
        <translation>Aussprache: {}</translation>
    </message>
    <message>
        <source>Write it like Leicester=Lester.</source>
        <translation>So schreiben: Leicester=Lester.</translation>
    </message>
    <message>
        <source>Cast somebody under Cast.</source>
        <translation>Unter Besetzung jemanden besetzen.</translation>
    </message>
    <message>
        <source>Choose a sound file, with its words beside it in a .txt file.</source>
        <translation>Eine Tondatei wählen, mit ihren Worten daneben in einer .txt-Datei.</translation>
    </message>
    <message>
        <source>Write them into {}, or into the field for its words.</source>
        <translation>In {} schreiben oder in das Feld für die Worte.</translation>
    </message>
    <message>
        <source>Tell apart those who meet: give them other voices under Cast.</source>
        <translation>Wer sich begegnet, sollte verschieden klingen: unter Besetzung andere Stimmen geben.</translation>
    </message>
    <message>
        <source>Cast others under Cast.</source>
        <translation>Andere unter Besetzung wählen.</translation>
    </message>
    <message>
        <source>Cast others under Cast, which shows all of them.</source>
        <translation>Andere unter Besetzung wählen, wo alle stehen.</translation>
    </message>
    <message>
        <source>A speaker is in capitals, occurs again, or is in the cast.</source>
        <translation>Wer spricht, steht in Großbuchstaben, kommt wieder vor oder ist besetzt.</translation>
    </message>
    <message>
        <source>If that is wrong, on the command line: --subtitle-times {}</source>
        <translation>Wenn das falsch ist, auf der Befehlszeile: --subtitle-times {}</translation>
    </message>
    <message>
        <source>If letters look wrong, save the file as UTF-8.</source>
        <translation>Wenn Buchstaben falsch aussehen, die Datei als UTF-8 speichern.</translation>
    </message>
    <message>
        <source>Save the file as UTF-8.</source>
        <translation>Die Datei als UTF-8 speichern.</translation>
    </message>
    <message>
        <source>Check whether the file is where it was.</source>
        <translation>Nachsehen, ob die Datei noch da ist.</translation>
    </message>
    <message>
        <source>To have one of them spoken, add it: File ▸ Add subtitles….</source>
        <translation>Um eine davon sprechen zu lassen, sie hinzufügen: Datei ▸ Untertitel hinzufügen….</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Add subtitles, or choose other tracks under Generate.</source>
        <translation>Untertitel hinzufügen oder unter Erzeugen andere Spuren wählen.</translation>
    </message>
    <message>
        <source>To have it again, unmute its line or shot.</source>
        <translation>Um es wieder zu haben, die Stummschaltung von Zeile oder Einstellung aufheben.</translation>
    </message>
    <message>
        <source>They are laid again; mute them, or choose other tracks under Generate.</source>
        <translation>Sie werden wieder gelegt; stummschalten oder unter Erzeugen andere Spuren wählen.</translation>
    </message>
    <message>
        <source>Decide anew what should be otherwise.</source>
        <translation>Was anders sein soll, neu entscheiden.</translation>
    </message>
    <message>
        <source>Select them and press Generate.</source>
        <translation>Auswählen und Erzeugen drücken.</translation>
    </message>
    <message>
        <source>Have takes checked, under Generate.</source>
        <translation>Unter Erzeugen die Takes prüfen lassen.</translation>
    </message>
    <message>
        <source>Ask for more takes of each, under Generate.</source>
        <translation>Unter Erzeugen mehr Takes von jedem verlangen.</translation>
    </message>
    <message>
        <source>{}, the first of {}; not read: {}</source>
        <translation>{}, die erste von {}; nicht gelesen: {}</translation>
    </message>
    <message>
        <source>In it there are: {}</source>
        <translation>Darin gibt es: {}</translation>
    </message>
    <message>
        <source>Update or remove the package that brings it, or write for another host.</source>
        <translation>Das Paket erneuern oder entfernen, das es mitbringt, oder für ein anderes Programm schreiben.</translation>
    </message>
    <message>
        <source>Rename that file, or choose another name.</source>
        <translation>Diese Datei umbenennen oder einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Let the preview&apos;s name end in {}.</source>
        <translation>Den Namen der Vorschau auf {} enden lassen.</translation>
    </message>
    <message>
        <source>Choose a folder for the preview that you can write to.</source>
        <translation>Für die Vorschau einen Ordner wählen, in den geschrieben werden darf.</translation>
    </message>
    <message>
        <source>Choose another name for the preview, or move that file away.</source>
        <translation>Für die Vorschau einen anderen Namen wählen oder diese Datei wegbewegen.</translation>
    </message>
    <message>
        <source>Choose another name for the preview.</source>
        <translation>Für die Vorschau einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>{} opens .{} files: write one, such as {}</source>
        <translation>{} öffnet .{}-Dateien: eine schreiben, zum Beispiel {}</translation>
    </message>
    <message>
        <source>only .aaf files hold their sounds: .{} links to them</source>
        <translation>nur .aaf-Dateien enthalten ihren Ton: .{} verknüpft ihn</translation>
    </message>
    <message>
        <source>Write it without sounds inside: the AAF then links to the file.</source>
        <translation>Ohne Ton darin schreiben: Das AAF verknüpft dann die Datei.</translation>
    </message>
    <message>
        <source>it cannot be written into the timeline and under another name</source>
        <translation>in die Timeline und unter anderem Namen geht nicht zugleich</translation>
    </message>
    <message>
        <source>only OTIO files are written into, no {} files</source>
        <translation>hineingeschrieben wird nur in OTIO-Dateien, nicht in {}-Dateien</translation>
    </message>
    <message>
        <source>Choose another name, or write into the timeline itself; that keeps a backup.</source>
        <translation>Einen anderen Namen wählen oder in die Timeline selbst schreiben; das behält eine Sicherung.</translation>
    </message>
    <message>
        <source>Choose one of both.</source>
        <translation>Eines von beiden wählen.</translation>
    </message>
    <message>
        <source>Write a file of its own: a new .otio beside it.</source>
        <translation>Eine eigene Datei schreiben: eine neue .otio daneben.</translation>
    </message>
    <message>
        <source>Choose another place.</source>
        <translation>Einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>this computer renders instead of the farm: {}</source>
        <translation>dieser Rechner rendert statt der Farm: {}</translation>
    </message>
    <message>
        <source>Choose the farm again to try again.</source>
        <translation>Die Farm noch einmal wählen, um es noch einmal zu versuchen.</translation>
    </message>
    <message>
        <source>{} of the farm is not used: it {}</source>
        <translation>{} aus der Farm wird nicht benutzt: {}</translation>
    </message>
    <message>
        <source>{} of the farm is not used: it has DeepAudio {}, and this computer {}</source>
        <translation>{} aus der Farm wird nicht benutzt: hat DeepAudio {}, dieser Rechner {}</translation>
    </message>
    <message>
        <source>{} of the farm is not used: it has no DeepAudio of this version ({})</source>
        <translation>{} aus der Farm wird nicht benutzt: hat kein DeepAudio dieser Version ({})</translation>
    </message>
    <message>
        <source>{} of the farm is not used for this: it {}</source>
        <translation>{} aus der Farm wird hierfür nicht benutzt: {}</translation>
    </message>
    <message>
        <source>{} of the farm does not see all media, such as {}</source>
        <translation>{} aus der Farm sieht nicht alle Medien, etwa {}</translation>
    </message>
    <message>
        <source>the farm has no host that can be used: {}</source>
        <translation>kein Rechner der Farm kann benutzt werden: {}</translation>
    </message>
    <message>
        <source>no host of the farm can render it: {}</source>
        <translation>kein Rechner der Farm kann es rendern: {}</translation>
    </message>
    <message>
        <source>no host answered within {} s ({} workers asked for)</source>
        <translation>in {} s antwortete kein Rechner ({} Worker verlangt)</translation>
    </message>
    <message>
        <source>its workers ended before they answered ({})</source>
        <translation>seine Worker endeten vor einer Antwort ({})</translation>
    </message>
    <message>
        <source>Install deepaudio-editors[farm] there.</source>
        <translation>Dort deepaudio-editors[farm] installieren.</translation>
    </message>
    <message>
        <source>cannot run {}</source>
        <translation>kann {} nicht ausführen</translation>
    </message>
    <message>
        <source>{} cannot run {}</source>
        <translation>{} kann {} nicht ausführen</translation>
    </message>
    <message>
        <source>has {} {}, not {}</source>
        <translation>hat {} {}, nicht {}</translation>
    </message>
    <message>
        <source>{} has {} {}, not {}</source>
        <translation>{} hat {} {}, nicht {}</translation>
    </message>
    <message>
        <source>has other weights of {}</source>
        <translation>hat andere Gewichte von {}</translation>
    </message>
    <message>
        <source>{} has other weights of {}</source>
        <translation>{} hat andere Gewichte von {}</translation>
    </message>
    <message>
        <source>lacks {} voices of {}</source>
        <translation>hat {} Stimmen von {} nicht</translation>
    </message>
    <message>
        <source>{} lacks {} voices of {}</source>
        <translation>{} hat {} Stimmen von {} nicht</translation>
    </message>
    <message>
        <source>has DeepAudio {}, and this computer {}</source>
        <translation>hat DeepAudio {}, dieser Rechner {}</translation>
    </message>
    <message>
        <source>{} has DeepAudio {}, and this computer {}</source>
        <translation>{} hat DeepAudio {}, dieser Rechner {}</translation>
    </message>
    <message>
        <source>has no DeepAudio of this version ({})</source>
        <translation>hat kein DeepAudio dieser Version ({})</translation>
    </message>
    <message>
        <source>{} has no DeepAudio of this version ({})</source>
        <translation>{} hat kein DeepAudio dieser Version ({})</translation>
    </message>
    <message>
        <source>{} (asked: {})</source>
        <translation>{} (gefragt: {})</translation>
    </message>
    <message>
        <source>workers on {} died over this job: {}</source>
        <translation>Worker auf {} starben an diesem Auftrag: {}</translation>
    </message>
    <message>
        <source>{} does not see this file</source>
        <translation>{} sieht diese Datei nicht</translation>
    </message>
    <message>
        <source>{} sees another file in its place ({} bytes, not {})</source>
        <translation>{} sieht eine andere Datei an ihrer Stelle ({} Bytes, nicht {})</translation>
    </message>
    <message>
        <source>its take did not arrive whole</source>
        <translation>sein Take kam nicht ganz an</translation>
    </message>
    <message>
        <source>Render again.</source>
        <translation>Noch einmal rendern.</translation>
    </message>
    <message>
        <source>Ray is not installed on this computer</source>
        <translation>Ray ist auf diesem Rechner nicht installiert</translation>
    </message>
    <message>
        <source>no Ray cluster answers at {}: {}</source>
        <translation>unter {} antwortet kein Ray-Cluster: {}</translation>
    </message>
    <message>
        <source>none is left</source>
        <translation>es ist keiner mehr da</translation>
    </message>
    <message>
        <source>nothing came of it within {} s</source>
        <translation>{} s lang kam nichts</translation>
    </message>
    <message>
        <source>`ray status` shows what is free there.</source>
        <translation>`ray status` zeigt, was dort frei ist.</translation>
    </message>
    <message>
        <source>`ray logs` shows what Ray has noted of them.</source>
        <translation>`ray logs` zeigt, was Ray von ihnen notiert hat.</translation>
    </message>
    <message>
        <source>`ray status` shows whether anything is free there; DEEPAUDIO_FARM_WAIT_S is how long is waited.</source>
        <translation>`ray status` zeigt, ob dort etwas frei ist; DEEPAUDIO_FARM_WAIT_S sagt, wie lange gewartet wird.</translation>
    </message>
    <message>
        <source>`ray get-auth-token` says it there; it belongs into ~/.ray/auth_token here.</source>
        <translation>`ray get-auth-token` sagt es dort; hier gehört es in ~/.ray/auth_token.</translation>
    </message>
    <message>
        <source>Look at the cluster (`ray status`), or render here.</source>
        <translation>Den Cluster ansehen (`ray status`) oder hier rendern.</translation>
    </message>
    <message>
        <source>media is missing: {} does not exist</source>
        <translation>Medien fehlen: {} gibt es nicht</translation>
    </message>
    <message>
        <source>media is missing: {} is {}</source>
        <translation>Medien fehlen: {} liegt {}</translation>
    </message>
    <message>
        <source>on a network share, which is not opened</source>
        <translation>auf einer Netzwerkfreigabe, die nicht geöffnet wird</translation>
    </message>
    <message>
        <source>on another computer, which is not asked</source>
        <translation>auf einem anderen Rechner, der nicht gefragt wird</translation>
    </message>
    <message>
        <source>media is missing: no image of {} exists</source>
        <translation>Medien fehlen: von {} gibt es kein Bild</translation>
    </message>
    <message>
        <source>media is missing: {}</source>
        <translation>Medien fehlen: {}</translation>
    </message>
    <message>
        <source>media cannot be read: {}: {}</source>
        <translation>Medien sind nicht lesbar: {}: {}</translation>
    </message>
    <message>
        <source>check that the file is there and may be read</source>
        <translation>Prüfen, ob die Datei da ist und gelesen werden darf</translation>
    </message>
    <message>
        <source>{} of {} images of {} are missing</source>
        <translation>{} von {} Bildern von {} fehlen</translation>
    </message>
    <message>
        <source>render the missing images, or relink the clip</source>
        <translation>Die fehlenden Bilder rendern oder den Clip neu verknüpfen</translation>
    </message>
    <message>
        <source>the clip has no media (missing reference)</source>
        <translation>der Clip hat keine Medien (Verweis fehlt)</translation>
    </message>
    <message>
        <source>the clip&apos;s media reference names no file</source>
        <translation>der Medienverweis des Clips nennt keine Datei</translation>
    </message>
    <message>
        <source>relink the clip in its host</source>
        <translation>Den Clip im Schnittprogramm neu verknüpfen</translation>
    </message>
    <message>
        <source>relink the clip to a media file</source>
        <translation>Den Clip mit einer Mediendatei verknüpfen</translation>
    </message>
    <message>
        <source>media on a network is not fetched: {}</source>
        <translation>Medien im Netz werden nicht geholt: {}</translation>
    </message>
    <message>
        <source>render it to a file in its host and relink the clip</source>
        <translation>Im Schnittprogramm in eine Datei rendern und den Clip neu verknüpfen</translation>
    </message>
    <message>
        <source>slip or relink the clip in its host</source>
        <translation>Den Clip im Schnittprogramm verschieben oder neu verknüpfen</translation>
    </message>
    <message>
        <source>the clip is {} frames longer than its media</source>
        <translation>der Clip ist {} Frames länger als seine Medien</translation>
    </message>
    <message>
        <source>there is no such media file</source>
        <translation>diese Mediendatei gibt es nicht</translation>
    </message>
    <message>
        <source>the media file is empty</source>
        <translation>die Mediendatei ist leer</translation>
    </message>
    <message>
        <source>the media file is damaged or no media file</source>
        <translation>die Datei ist beschädigt oder keine Mediendatei</translation>
    </message>
    <message>
        <source>the media file may not be read</source>
        <translation>die Mediendatei darf nicht gelesen werden</translation>
    </message>
    <message>
        <source>the media is in a format that cannot be decoded here</source>
        <translation>die Medien haben ein Format, das hier nicht gelesen werden kann</translation>
    </message>
    <message>
        <source>the media cannot be decoded: {}</source>
        <translation>die Medien können nicht dekodiert werden: {}</translation>
    </message>
    <message>
        <source>the media has no picture</source>
        <translation>die Medien haben kein Bild</translation>
    </message>
    <message>
        <source>the media has sound but no picture</source>
        <translation>die Medien haben Ton, aber kein Bild</translation>
    </message>
    <message>
        <source>the media does not answer: nothing came of it for {} s</source>
        <translation>die Medien antworten nicht: {} s lang kam nichts</translation>
    </message>
    <message>
        <source>the picture is not shown: {}</source>
        <translation>das Bild wird nicht gezeigt: {}</translation>
    </message>
    <message>
        <source>Relink the clip to the media.</source>
        <translation>Den Clip neu mit den Medien verknüpfen.</translation>
    </message>
    <message>
        <source>Copy or export the media again.</source>
        <translation>Die Medien noch einmal kopieren oder exportieren.</translation>
    </message>
    <message>
        <source>Check the file&apos;s permissions.</source>
        <translation>Die Rechte der Datei prüfen.</translation>
    </message>
    <message>
        <source>Check the file and the disk it is on.</source>
        <translation>Die Datei und ihre Platte prüfen.</translation>
    </message>
</context>
<context>
    <name>CastDelegate</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>Let DeepAudio choose</source>
        <translation>DeepAudio wählen lassen</translation>
    </message>
    <message>
        <source>Recording from a file…</source>
        <translation>Aufnahme aus einer Datei…</translation>
    </message>
    <message>
        <source>This clip&apos;s own sound…</source>
        <translation>Originalton dieses Clips…</translation>
    </message>
</context>
<context>
    <name>CastModel</name>
    <message>
        <source>Lines without a speaker</source>
        <translation>Zeilen ohne Sprecher</translation>
    </message>
    <message>
        <source>No voice yet</source>
        <translation>Noch keine Stimme</translation>
    </message>
    <message>
        <source>A recording</source>
        <translation>Eine Aufnahme</translation>
    </message>
    <message>
        <source>Chosen by you</source>
        <translation>Selbst gewählt</translation>
    </message>
    <message>
        <source>Chosen by DeepAudio</source>
        <translation>Von DeepAudio gewählt</translation>
    </message>
    <message>
        <source>American</source>
        <translation>amerikanisch</translation>
    </message>
    <message>
        <source>British</source>
        <translation>britisch</translation>
    </message>
    <message>
        <source>low</source>
        <translation>tief</translation>
    </message>
    <message>
        <source>high</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>langsam</translation>
    </message>
    <message>
        <source>quick</source>
        <translation>schnell</translation>
    </message>
    <message>
        <source>girl</source>
        <translation>Mädchen</translation>
    </message>
    <message>
        <source>boy</source>
        <translation>Junge</translation>
    </message>
    <message>
        <source>child</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>old woman</source>
        <translation>alte Frau</translation>
    </message>
    <message>
        <source>old man</source>
        <translation>alter Mann</translation>
    </message>
    <message>
        <source>old person</source>
        <translation>alter Mensch</translation>
    </message>
    <message>
        <source>woman</source>
        <translation>Frau</translation>
    </message>
    <message>
        <source>man</source>
        <translation>Mann</translation>
    </message>
    <message>
        <source>Transcript: %s</source>
        <translation>Wortlaut: %s</translation>
    </message>
    <message>
        <source>Hear this voice say one of the speaker&apos;s lines</source>
        <translation>Diese Stimme mit einer Zeile des Sprechers hören</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>Audition</source>
        <translation>Vorhören</translation>
    </message>
</context>
<context>
    <name>CastPanel</name>
    <message>
        <source>&amp;Audition</source>
        <translation>&amp;Vorhören</translation>
    </message>
    <message>
        <source>&amp;Voice…</source>
        <translation>&amp;Stimme…</translation>
    </message>
    <message>
        <source>Let &amp;DeepAudio choose</source>
        <translation>&amp;DeepAudio wählen lassen</translation>
    </message>
    <message>
        <source>Hear the voice say one of the speaker&apos;s lines</source>
        <translation>Die Stimme mit einer Zeile des Sprechers hören</translation>
    </message>
    <message>
        <source>Choose another voice (Enter)</source>
        <translation>Andere Stimme wählen (Eingabetaste)</translation>
    </message>
    <message>
        <source>Let DeepAudio choose</source>
        <translation>DeepAudio wählen lassen</translation>
    </message>
    <message>
        <source>Undo the choice: DeepAudio chooses the voice</source>
        <translation>Wahl zurücknehmen: DeepAudio wählt die Stimme</translation>
    </message>
    <message>
        <source>Speakers appear here when a timeline is open.</source>
        <translation>Hier erscheinen die Sprecher, sobald eine Timeline geöffnet ist.</translation>
    </message>
    <message>
        <source>Nobody speaks yet. Add subtitles, then give each speaker a voice here.</source>
        <translation>Noch spricht niemand. Untertitel hinzufügen, dann hier jedem Sprecher eine Stimme geben.</translation>
    </message>
</context>
<context>
    <name>CastTable</name>
    <message>
        <source>Cast</source>
        <translation>Besetzung</translation>
    </message>
</context>
<context>
    <name>Companion</name>
    <message>
        <source>The watched folder is back.</source>
        <translation>Der überwachte Ordner ist wieder da.</translation>
    </message>
    <message>
        <source>{} will be opened when rendering is done.</source>
        <translation>{} wird geöffnet, sobald alles gerendert ist.</translation>
    </message>
    <message>
        <source>Cancel rendering to open it now.</source>
        <translation>Das Rendern abbrechen, um sofort zu öffnen.</translation>
    </message>
    <message>
        <source>Another timeline was exported: {}</source>
        <translation>Eine andere Timeline wurde exportiert: {}</translation>
    </message>
    <message>
        <source>The timeline was exported again: {}</source>
        <translation>Die Timeline wurde erneut exportiert: {}</translation>
    </message>
    <message>
        <source>All decisions and renders are kept.</source>
        <translation>Alle Entscheidungen und gerenderten Takes bleiben erhalten.</translation>
    </message>
    <message>
        <source>Export it again. The open timeline stays as it is.</source>
        <translation>Noch einmal exportieren. Die geöffnete Timeline bleibt, wie sie ist.</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) removed</source>
        <translation>
            <numerusform>%n Zeile entfallen</numerusform>
            <numerusform>%n Zeilen entfallen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shot(s) changed</source>
        <translation>
            <numerusform>%n Einstellung geändert</numerusform>
            <numerusform>%n Einstellungen geändert</numerusform>
        </translation>
    </message>
    <message>
        <source>no audible change</source>
        <translation>nichts Hörbares geändert</translation>
    </message>
    <message>
        <source>{} is missing.</source>
        <translation>{} fehlt.</translation>
    </message>
    <message>
        <source>Is its drive connected? New exports are opened as soon as it is back.</source>
        <translation>Ist das Laufwerk angeschlossen? Neue Exporte werden geöffnet, sobald es wieder da ist.</translation>
    </message>
    <message>
        <source>The timeline was exported again, but cannot be read: {}</source>
        <translation>Die Timeline wurde erneut exportiert, lässt sich aber nicht lesen: {}</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) changed</source>
        <translation>
            <numerusform>%n Zeile geändert</numerusform>
            <numerusform>%n Zeilen geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) new</source>
        <translation>
            <numerusform>%n Zeile neu</numerusform>
            <numerusform>%n Zeilen neu</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CompanionBar</name>
    <message>
        <source>Companion</source>
        <translation>Begleiter</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Exported: {}</source>
        <translation>Exportiert: {}</translation>
    </message>
    <message>
        <source>Watching {}</source>
        <translation>Überwacht wird {}</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>Neu laden</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>CueModel</name>
    <message>
        <source>“%s” is no time.</source>
        <translation>„%s“ ist keine Zeitangabe.</translation>
    </message>
    <message>
        <source>The line would begin before the timeline.</source>
        <translation>Die Zeile finge vor der Timeline an.</translation>
    </message>
    <message>
        <source>The line would end before it begins.</source>
        <translation>Die Zeile endete, bevor sie anfängt.</translation>
    </message>
    <message>
        <source>The line would begin after the end of the timeline.</source>
        <translation>Die Zeile finge nach dem Ende der Timeline an.</translation>
    </message>
    <message>
        <source>Characters per second</source>
        <translation>Zeichen pro Sekunde</translation>
    </message>
    <message>
        <source>Progress of the line&apos;s sound</source>
        <translation>Stand des Tons dieser Zeile</translation>
    </message>
</context>
<context>
    <name>CueWords</name>
    <message>
        <source>It has no words yet and is not spoken.</source>
        <translation>Sie hat noch keine Worte und wird nicht gesprochen.</translation>
    </message>
    <message>
        <source>Its take: %s</source>
        <translation>Der Take: %s</translation>
    </message>
    <message>
        <source>Too long for its window: it needs %s times the natural speed.</source>
        <translation>Zu lang für die verfügbare Zeit: nötig wäre das %s-fache des natürlichen Tempos.</translation>
    </message>
    <message>
        <source>In</source>
        <translation>In</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>Out</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>CPS</source>
        <translation>Z/s</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>%s CPS</source>
        <translation>%s Z/s</translation>
    </message>
    <message>
        <source>relaxed</source>
        <translation>entspannt</translation>
    </message>
    <message>
        <source>hurried</source>
        <translation>gehetzt</translation>
    </message>
    <message>
        <source>too long</source>
        <translation>zu lang</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>aufgenommen</translation>
    </message>
    <message>
        <source>Deleted: it is no line any more</source>
        <translation>Gelöscht: es ist keine Zeile mehr</translation>
    </message>
    <message>
        <source>Muted: it is not spoken</source>
        <translation>Stumm: sie wird nicht gesprochen</translation>
    </message>
    <message>
        <source>Described sound: it is added to the prompt of its shot</source>
        <translation>Beschriebenes Geräusch: es wird dem Prompt der Einstellung hinzugefügt</translation>
    </message>
    <message>
        <source>Music: no sound is generated for it</source>
        <translation>Musik: dafür wird kein Ton erzeugt</translation>
    </message>
    <message>
        <source>Not rendered yet</source>
        <translation>Noch nicht gerendert</translation>
    </message>
    <message>
        <source>Changed since it was rendered</source>
        <translation>Seit dem Rendern geändert</translation>
    </message>
    <message>
        <source>Waiting in the queue</source>
        <translation>In der Warteschlange</translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation>Wird gerendert</translation>
    </message>
    <message>
        <source>Rendered</source>
        <translation>Gerendert</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cannot be rendered</source>
        <translation>Kann nicht gerendert werden</translation>
    </message>
    <message>
        <source>A click plays it in its place, and stops it.</source>
        <translation>Ein Klick spielt sie an ihrer Stelle und hält sie an.</translation>
    </message>
    <message>
        <source>%s s long</source>
        <translation>%s s lang</translation>
    </message>
    <message>
        <source>In the subtitles: %s</source>
        <translation>In den Untertiteln: %s</translation>
    </message>
    <message>
        <source>It will be heard about %s longer, into free room.</source>
        <translation>Sie ist etwa %s länger zu hören, in den freien Platz hinein.</translation>
    </message>
    <message>
        <source>Type timecode, 1:04, 28 (frames), 1.2s, or +10 and -5 frames.</source>
        <translation>Timecode eingeben, 1:04, 28 (Bilder), 1.2s, oder +10 und -5 Bilder.</translation>
    </message>
    <message>
        <source>%s characters per second</source>
        <translation>%s Zeichen pro Sekunde</translation>
    </message>
    <message>
        <source>A person has recorded it: it is as long as that is.</source>
        <translation>Ein Mensch hat sie eingesprochen: Sie ist so lang wie die Aufnahme.</translation>
    </message>
    <message>
        <source>%s times the natural speed</source>
        <translation>%s-faches natürliches Tempo</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>Added here: the subtitles do not have it.</source>
        <translation>Hier hinzugefügt: Die Untertitel haben sie nicht.</translation>
    </message>
    <message>
        <source>From a marker: %s</source>
        <translation>Aus einem Marker: %s</translation>
    </message>
    <message>
        <source>Spoken as: %s</source>
        <translation>Gesprochen: %s</translation>
    </message>
    <message>
        <source>Nothing can be edited: decisions are read-only.</source>
        <translation>Nichts kann bearbeitet werden: Die Entscheidungen sind schreibgeschützt.</translation>
    </message>
</context>
<context>
    <name>Deck</name>
    <message>
        <source>There is no selection to play.</source>
        <translation>Es gibt keine Auswahl zum Abspielen.</translation>
    </message>
    <message>
        <source>Select lines or shots.</source>
        <translation>Zeilen oder Einstellungen auswählen.</translation>
    </message>
    <message>
        <source>There is no take to play.</source>
        <translation>Kein Take zum Abspielen.</translation>
    </message>
    <message>
        <source>Select a line or shot and generate it first.</source>
        <translation>Zuerst eine Zeile oder Einstellung auswählen und erzeugen.</translation>
    </message>
    <message>
        <source>This machine has no sound device: nothing will be heard.</source>
        <translation>Dieser Rechner hat kein Tongerät: zu hören ist nichts.</translation>
    </message>
    <message>
        <source>Connect one and it is heard; the picture plays anyway.</source>
        <translation>Schließen Sie eines an, und Sie hören es; das Bild läuft trotzdem.</translation>
    </message>
    <message>
        <source>Connect one and it is heard again; the picture goes on.</source>
        <translation>Schließen Sie eines an, und Sie hören es wieder; das Bild läuft weiter.</translation>
    </message>
    <message>
        <source>The sound device is gone: sound goes on on another one.</source>
        <translation>Das Tongerät ist weg: Der Ton geht auf einem anderen weiter.</translation>
    </message>
    <message>
        <source>There is a sound device: you hear it again.</source>
        <translation>Ein Tongerät ist da: Sie hören es wieder.</translation>
    </message>
    <message>
        <source>Sound needs QtMultimedia, which is not installed.</source>
        <translation>Für Ton fehlt QtMultimedia, das nicht installiert ist.</translation>
    </message>
    <message>
        <source>pip install PySide6-Addons. The picture plays anyway; takes open in your system&apos;s player.</source>
        <translation>pip install PySide6-Addons. Das Bild läuft trotzdem; Takes öffnen sich im Player des Systems.</translation>
    </message>
    <message>
        <source>The sound device is gone: nothing is heard.</source>
        <translation>Das Tongerät ist weg: Es ist nichts zu hören.</translation>
    </message>
</context>
<context>
    <name>DeliveryField</name>
    <message>
        <source>As captions say</source>
        <translation>Wie im Untertitel</translation>
    </message>
    <message>
        <source>several</source>
        <translation>mehrere</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>whispered</source>
        <translation>geflüstert</translation>
    </message>
    <message>
        <source>softly</source>
        <translation>leise</translation>
    </message>
    <message>
        <source>shouted</source>
        <translation>gerufen</translation>
    </message>
    <message>
        <source>laughing</source>
        <translation>lachend</translation>
    </message>
    <message>
        <source>crying</source>
        <translation>weinend</translation>
    </message>
</context>
<context>
    <name>DockedPanel</name>
    <message>
        <source>Open the editor&apos;s timeline</source>
        <translation>Timeline des Schnittprogramms öffnen</translation>
    </message>
    <message>
        <source>Bring tracks in</source>
        <translation>Spuren übernehmen</translation>
    </message>
    <message>
        <source>Follow the editor</source>
        <translation>Schnittprogramm folgen</translation>
    </message>
    <message>
        <source>“{}” has the new tracks.</source>
        <translation>„{}“ hat die neuen Spuren.</translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>You typed: %s</source>
        <translation>Eingegeben war: %s</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>No line matches.</source>
        <translation>Keine Zeile passt.</translation>
    </message>
    <message>
        <source>Show all lines</source>
        <translation>Alle Zeilen zeigen</translation>
    </message>
    <message>
        <source>Lines appear here when a timeline is open.</source>
        <translation>Hier erscheinen die Zeilen, sobald eine Timeline geöffnet ist.</translation>
    </message>
    <message>
        <source>Reading the lines…</source>
        <translation>Zeilen werden gelesen…</translation>
    </message>
    <message>
        <source>No lines yet. Subtitles say who says what, and when.</source>
        <translation>Noch keine Zeilen. Untertitel sagen, wer wann was spricht.</translation>
    </message>
</context>
<context>
    <name>EngineBar</name>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Start the renderer again; nothing is lost</source>
        <translation>Renderer neu starten; nichts geht verloren</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Renderer stopped · {}</source>
        <translation>Renderer gestoppt · {}</translation>
    </message>
    <message>
        <source>{} · temp sound, not the model</source>
        <translation>{} · Layoutton, nicht das Modell</translation>
    </message>
    <message>
        <source>The background process is starting.</source>
        <translation>Der Hintergrundprozess startet.</translation>
    </message>
    <message numerus="yes">
        <source>Farm, %n worker(s)</source>
        <translation>
            <numerusform>Farm, %n Worker</numerusform>
            <numerusform>Farm, %n Worker</numerusform>
        </translation>
    </message>
    <message>
        <source>{} GB in use</source>
        <translation>{} GB belegt</translation>
    </message>
</context>
<context>
    <name>FaultReporter</name>
    <message>
        <source>An error in DeepAudio: {}</source>
        <translation>Ein Fehler in DeepAudio: {}</translation>
    </message>
    <message>
        <source>What you entered is kept. The log has the details: {}</source>
        <translation>Die Eingaben sind gesichert. Einzelheiten stehen im Protokoll: {}</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Find text, speaker or timecode</source>
        <translation>Text, Sprecher, Timecode</translation>
    </message>
    <message>
        <source>Find in lines</source>
        <translation>In Zeilen suchen</translation>
    </message>
    <message>
        <source>Problems first</source>
        <translation>Probleme zuerst</translation>
    </message>
    <message>
        <source>Lines with problems before the others</source>
        <translation>Zeilen mit Problemen vor den anderen</translation>
    </message>
    <message>
        <source>Which lines are listed</source>
        <translation>Welche Zeilen aufgeführt sind</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Geräusche</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Geändert</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Gelöscht</translation>
    </message>
    <message>
        <source>Everything in the subtitles</source>
        <translation>Alles, was in den Untertiteln steht</translation>
    </message>
    <message>
        <source>Lines that are too long, failed or need attention</source>
        <translation>Zeilen, die zu lang oder fehlgeschlagen sind oder Aufmerksamkeit brauchen</translation>
    </message>
    <message>
        <source>Lines deleted here, to be brought back</source>
        <translation>Zeilen, die hier gelöscht wurden und zurückgeholt werden können</translation>
    </message>
    <message>
        <source>Lines to be spoken</source>
        <translation>Zeilen, die gesprochen werden</translation>
    </message>
    <message>
        <source>Sounds and music that captions describe</source>
        <translation>Geräusche und Musik, die in Untertiteln beschrieben sind</translation>
    </message>
    <message>
        <source>Lines edited here, or changed since they were rendered</source>
        <translation>Zeilen, die hier oder seit dem Rendern geändert wurden</translation>
    </message>
    <message>
        <source>Lines that are not spoken</source>
        <translation>Zeilen, die nicht gesprochen werden</translation>
    </message>
</context>
<context>
    <name>GeneratePanel</name>
    <message>
        <source>At least one track is needed.</source>
        <translation>Mindestens eine Spur wird gebraucht.</translation>
    </message>
    <message>
        <source>There is one take of each: nothing can be picked.</source>
        <translation>Es gibt je einen Take: Da ist nichts auszuwählen.</translation>
    </message>
    <message>
        <source>Ask for more takes of each, or for another take of a line.</source>
        <translation>Mehr Takes von jedem verlangen, oder einen weiteren Take einer Zeile.</translation>
    </message>
    <message>
        <source>Nothing is selected.</source>
        <translation>Nichts ist ausgewählt.</translation>
    </message>
    <message>
        <source>What suits this machine</source>
        <translation>Passend zu diesem Rechner</translation>
    </message>
    <message>
        <source>Final: as published</source>
        <translation>Final: wie veröffentlicht</translation>
    </message>
    <message>
        <source>Draft: much faster</source>
        <translation>Entwurf: viel schneller</translation>
    </message>
    <message>
        <source>Sketch: temp sound, at once</source>
        <translation>Skizze: Layoutton, sofort</translation>
    </message>
    <message>
        <source>DeepAudio-V1: the model</source>
        <translation>DeepAudio-V1: das Modell</translation>
    </message>
    <message numerus="yes">
        <source>Generate %n clip(s)</source>
        <translation>
            <numerusform>%n Clip erzeugen</numerusform>
            <numerusform>%n Clips erzeugen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to generate</source>
        <translation>Nichts zu erzeugen</translation>
    </message>
    <message numerus="yes">
        <source>%n ready</source>
        <translation>
            <numerusform>%n fertig</numerusform>
            <numerusform>%n fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to do</source>
        <translation>
            <numerusform>%n offen</numerusform>
            <numerusform>%n offen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with problems</source>
        <translation>
            <numerusform>%n mit Problem</numerusform>
            <numerusform>%n mit Problemen</numerusform>
        </translation>
    </message>
    <message>
        <source>No timeline is open.</source>
        <translation>Keine Timeline ist geöffnet.</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Prompt strength</source>
        <translation>Prompt-Stärke</translation>
    </message>
    <message>
        <source>Fusion</source>
        <translation>Fusion</translation>
    </message>
    <message>
        <source>As published: loudness</source>
        <translation>Wie im Original: Lautheit</translation>
    </message>
    <message>
        <source>Trained: all evidence</source>
        <translation>Trainiert: alle Merkmale</translation>
    </message>
    <message>
        <source>What the variant has</source>
        <translation>Was die Variante hat</translation>
    </message>
    <message>
        <source>Picture strength</source>
        <translation>Bildstärke</translation>
    </message>
    <message>
        <source>as usual</source>
        <translation>wie üblich</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>Rechnung</translation>
    </message>
    <message>
        <source>As in the published program</source>
        <translation>Wie im Originalprogramm</translation>
    </message>
    <message>
        <source>Speed-up</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Where it works</source>
        <translation>Wo es geht</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Compiled</source>
        <translation>Übersetzt</translation>
    </message>
    <message>
        <source>Faster, after a slow start</source>
        <translation>Schneller, träger Start</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Waiting takes in one pass</source>
        <translation>Wartende Takes zusammen</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Takes of each</source>
        <translation>Takes je Clip</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Handles</source>
        <translation>Handles</translation>
    </message>
    <message>
        <source>by quality</source>
        <translation>je nach Qualität</translation>
    </message>
    <message>
        <source>More steps: finer, and slower.</source>
        <translation>Mehr Schritte: feiner und langsamer.</translation>
    </message>
    <message>
        <source>How closely the sound keeps to the prompt.</source>
        <translation>Wie eng sich der Ton an den Prompt hält.</translation>
    </message>
    <message>
        <source>as published</source>
        <translation>wie veröffentlicht</translation>
    </message>
    <message>
        <source>As little GPU memory as possible</source>
        <translation>So wenig GPU-Speicher wie möglich</translation>
    </message>
    <message>
        <source>Select lines or shots, or generate what has changed.</source>
        <translation>Zeilen oder Einstellungen auswählen, oder Geändertes erzeugen.</translation>
    </message>
    <message>
        <source>Best available</source>
        <translation>Beste verfügbare</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>schnell</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>langsam</translation>
    </message>
    <message>
        <source>Mono</source>
        <translation>Mono</translation>
    </message>
    <message>
        <source>Stereo</source>
        <translation>Stereo</translation>
    </message>
    <message>
        <source>5.1 mix</source>
        <translation>5.1-Mischung</translation>
    </message>
    <message>
        <source>Everything that is not rendered yet or has changed since</source>
        <translation>Alles, was noch nicht gerendert oder seither geändert ist</translation>
    </message>
    <message>
        <source>More tries if bad</source>
        <translation>Weitere Versuche, falls schlecht</translation>
    </message>
    <message>
        <source>Render on</source>
        <translation>Rendern auf</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Audio under speech</source>
        <translation>Ton unter Sprache</translation>
    </message>
    <message>
        <source>Held in pauses</source>
        <translation>Hält in Pausen</translation>
    </message>
    <message>
        <source>Lowering speed</source>
        <translation>Tempo dabei</translation>
    </message>
    <message>
        <source>Pronunciation</source>
        <translation>Aussprache</translation>
    </message>
    <message>
        <source>Speech</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Mix</source>
        <translation>Mix</translation>
    </message>
    <message>
        <source> dB lower</source>
        <translation> dB leiser</translation>
    </message>
    <message>
        <source>not lowered</source>
        <translation>nicht abgesenkt</translation>
    </message>
    <message>
        <source>below </source>
        <translation>unter </translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>The sound comes up again only in pauses that are longer than this.</source>
        <translation>Erst in längeren Pausen als dieser wird der Ton wieder lauter.</translation>
    </message>
    <message>
        <source>How fast the sound is lowered before a line and raised after it.</source>
        <translation>Wie schnell der Ton vor einer Zeile gesenkt und danach wieder gehoben wird.</translation>
    </message>
    <message>
        <source>Another seed gives another take of everything.</source>
        <translation>Ein anderer Seed ergibt von allem einen anderen Take.</translation>
    </message>
    <message>
        <source>Sound beyond both ends of a clip, for trimming.</source>
        <translation>Ton über beide Clip-Enden hinaus, zum Trimmen.</translation>
    </message>
    <message>
        <source>Of the sound of shots and of the mix. For a 5.1 mix the sound of shots is stereo; lines are mono.</source>
        <translation>Für den Ton der Einstellungen und die Mischung. Zu einer 5.1-Mischung gehört Stereoton der Einstellungen; Zeilen sind mono.</translation>
    </message>
    <message>
        <source>How much the generated sound is lowered while somebody speaks.</source>
        <translation>Wie weit der erzeugte Ton abgesenkt wird, während jemand spricht.</translation>
    </message>
    <message>
        <source>Leicester=Lester; York=Yawk</source>
        <translation>Leicester=Lester; York=Jork</translation>
    </message>
    <message>
        <source>Words and names that are said otherwise than they are written, in every line.</source>
        <translation>Wörter und Namen, die in jeder Zeile anders gesprochen werden, als sie geschrieben sind.</translation>
    </message>
    <message>
        <source>Finished takes</source>
        <translation>Fertige Takes</translation>
    </message>
    <message>
        <source>How many takes are generated for each line and shot.</source>
        <translation>Wie viele Takes für jede Zeile und Einstellung erzeugt werden.</translation>
    </message>
    <message>
        <source>up to </source>
        <translation>bis zu </translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>How often a take that checking finds bad is made again, with another seed. The better take plays, unless you have chosen one.</source>
        <translation>Wie oft ein Take, der bei der Prüfung durchfällt, noch einmal gemacht wird, mit einem anderen Seed. Der bessere läuft, wenn niemand einen gewählt hat.</translation>
    </message>
    <message>
        <source>Check them</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Words, voice, place and sound of each take; what is amiss stands beside it.</source>
        <translation>Worte, Stimme, Ort und Klang jedes Takes; was nicht stimmt, steht daneben.</translation>
    </message>
    <message>
        <source>The best of several plays</source>
        <translation>Der beste von mehreren spielt</translation>
    </message>
    <message>
        <source>Of several takes that were checked; one that you have chosen stays. What has a good take gets no further one.</source>
        <translation>Von mehreren geprüften Takes; einer, den Sie gewählt haben, bleibt. Was einen guten Take hat, bekommt keinen weiteren.</translation>
    </message>
    <message>
        <source> frame</source>
        <translation> Frame</translation>
    </message>
    <message>
        <source> frames</source>
        <translation> Frames</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Of the voice&apos;s own. A line that does not fit so is said as it fits.</source>
        <translation>Vom eigenen der Stimme. Eine Zeile, die so nicht passt, wird gesprochen, wie sie passt.</translation>
    </message>
</context>
<context>
    <name>Headers</name>
    <message>
        <source>Tracks ({count})</source>
        <translation>Spuren ({count})</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Tracks of the timeline</source>
        <translation>Spuren der Timeline</translation>
    </message>
    <message>
        <source>Show the timeline&apos;s own tracks</source>
        <translation>Eigene Spuren der Timeline zeigen</translation>
    </message>
    <message>
        <source>Hide the timeline&apos;s own tracks</source>
        <translation>Eigene Spuren der Timeline ausblenden</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} fps</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Speech</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>Film</translation>
    </message>
</context>
<context>
    <name>Hosts</name>
    <message>
        <source>In Media Composer import this file into a bin; the new tracks are in its sequence.</source>
        <translation>In Media Composer diese Datei in einen Bin importieren; die neuen Spuren sind in deren Sequenz.</translation>
    </message>
    <message>
        <source>In Blender&apos;s Video Sequencer, tab DeepAudio, bring the tracks in.</source>
        <translation>In Blenders Video Sequencer, Reiter DeepAudio, die Spuren hereinholen (Bring Tracks In).</translation>
    </message>
    <message>
        <source>In Kdenlive choose File ▸ OpenTimelineIO Import and this file; it opens as a new project.</source>
        <translation>In Kdenlive Datei ▸ OpenTimelineIO Import und diese Datei wählen; sie öffnet sich als neues Projekt.</translation>
    </message>
    <message>
        <source>In Nuke Studio or Hiero choose DeepAudio ▸ Bring tracks in.</source>
        <translation>In Nuke Studio oder Hiero DeepAudio ▸ Bring tracks in wählen.</translation>
    </message>
    <message>
        <source>In RV choose Tools ▸ DeepAudio ▸ Bring tracks in.</source>
        <translation>In RV Tools ▸ DeepAudio ▸ Bring tracks in wählen.</translation>
    </message>
    <message>
        <source>In Premiere choose File ▸ Import and this file; it comes as a new sequence.</source>
        <translation>In Premiere Datei ▸ Importieren und diese Datei wählen; sie kommt als neue Sequenz.</translation>
    </message>
    <message>
        <source>In Resolve Studio choose Workspace ▸ Scripts ▸ DeepAudio ▸ Bring tracks in; in the free edition File ▸ Import ▸ Timeline and this file.</source>
        <translation>In Resolve Studio Workspace ▸ Scripts ▸ DeepAudio ▸ Bring tracks in wählen; in der freien Ausgabe File ▸ Import ▸ Timeline und diese Datei.</translation>
    </message>
</context>
<context>
    <name>LineCommands</name>
    <message>
        <source>The line cannot go further.</source>
        <translation>Weiter kann die Zeile nicht.</translation>
    </message>
    <message>
        <source>The playhead is behind the line&apos;s end.</source>
        <translation>Der Abspielkopf steht hinter dem Ende der Zeile.</translation>
    </message>
    <message>
        <source>The playhead is before the line&apos;s beginning.</source>
        <translation>Der Abspielkopf steht vor dem Anfang der Zeile.</translation>
    </message>
    <message>
        <source>No line is under the playhead.</source>
        <translation>Unter dem Abspielkopf ist keine Zeile.</translation>
    </message>
    <message>
        <source>A part of the line would have no words.</source>
        <translation>Ein Teil der Zeile hätte keine Worte.</translation>
    </message>
    <message>
        <source>There is no next line to join.</source>
        <translation>Es gibt keine nächste Zeile zum Verbinden.</translation>
    </message>
    <message>
        <source>Nothing can be edited: decisions are read-only.</source>
        <translation>Nichts kann bearbeitet werden: Die Entscheidungen sind schreibgeschützt.</translation>
    </message>
</context>
<context>
    <name>LineEditor</name>
    <message>
        <source>Text of the line</source>
        <translation>Text der Zeile</translation>
    </message>
</context>
<context>
    <name>LineInspector</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n Zeile</numerusform>
            <numerusform>%n Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>Select lines to say how they are spoken and heard.</source>
        <translation>Zeilen auswählen, um zu sagen, wie sie gesprochen und gehört werden.</translation>
    </message>
    <message>
        <source>several</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>as set</source>
        <translation>wie eingestellt</translation>
    </message>
    <message>
        <source>As cast: {}</source>
        <translation>Wie besetzt: {}</translation>
    </message>
    <message>
        <source>As cast</source>
        <translation>Wie besetzt</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>Delivery</source>
        <translation>Sprechweise</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Pause before</source>
        <translation>Pause davor</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>How it is said, instead of what its caption says of that.</source>
        <translation>Wie gesprochen wird, statt wie der Untertitel es angibt.</translation>
    </message>
    <message>
        <source>Beside the loudness of lines; in files, mix and preview.</source>
        <translation>Gegenüber der Lautheit der Zeilen; in Dateien, Mischung und Vorschau.</translation>
    </message>
    <message>
        <source>Silence within the line&apos;s own time: it begins later.</source>
        <translation>Stille innerhalb der Zeit der Zeile: sie beginnt später.</translation>
    </message>
    <message>
        <source>Of the voice&apos;s own; a line that has to hurry hurries.</source>
        <translation>Vom eigenen der Stimme; eine Zeile, die eilen muss, eilt.</translation>
    </message>
    <message>
        <source>Of the first take: another seed is another reading.</source>
        <translation>Des ersten Takes: ein anderer Seed ist eine andere Lesung.</translation>
    </message>
    <message>
        <source>As it was read</source>
        <translation>Wie gelesen</translation>
    </message>
    <message>
        <source>Undecide voice, delivery, gain, pause, pace and seed</source>
        <translation>Stimme, Sprechweise, Pegel, Pause, Tempo und Seed zurücknehmen</translation>
    </message>
    <message>
        <source>A take that is finished stays in the history when it changes.</source>
        <translation>Ein fertiger Take bleibt im Verlauf, wenn sich etwas ändert.</translation>
    </message>
</context>
<context>
    <name>LineQuestions</name>
    <message>
        <source>The lines are of several speakers. Whose line does it become?</source>
        <translation>Die Zeilen sind von mehreren Sprechern. Wessen Zeile wird es?</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Who says the selected lines?</source>
        <translation>Wer spricht die ausgewählten Zeilen?</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Sprecher</translation>
    </message>
</context>
<context>
    <name>LinesMenu</name>
    <message>
        <source>Play from here</source>
        <translation>Ab hier abspielen</translation>
    </message>
    <message>
        <source>Go to its start</source>
        <translation>Zum Zeilenanfang</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Stummschaltung aufheben</translation>
    </message>
    <message>
        <source>Reset to the subtitles</source>
        <translation>Auf die Untertitel zurücksetzen</translation>
    </message>
    <message>
        <source>Spelling: {}</source>
        <translation>Schreibung: {}</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>In…</source>
        <translation>In…</translation>
    </message>
    <message>
        <source>Out…</source>
        <translation>Out…</translation>
    </message>
    <message>
        <source>Length…</source>
        <translation>Länge…</translation>
    </message>
    <message>
        <source>Speaker</source>
        <translation>Sprecher</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Another…</source>
        <translation>Jemand anderes…</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stummschalten</translation>
    </message>
</context>
<context>
    <name>LinesPanel</name>
    <message>
        <source>To leave it out, mute it: %s.</source>
        <translation>Zum Auslassen stummschalten: %s.</translation>
    </message>
    <message>
        <source>Mute or unmute</source>
        <translation>Stummschalten oder Stummschaltung aufheben</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) changed.</source>
        <translation>
            <numerusform>%n Zeile geändert.</numerusform>
            <numerusform>%n Zeilen geändert.</numerusform>
        </translation>
    </message>
    <message>
        <source>The line stays as it was.</source>
        <translation>Die Zeile bleibt, wie sie war.</translation>
    </message>
    <message>
        <source>A line that was added here keeps its words.</source>
        <translation>Eine hier hinzugefügte Zeile behält ihre Worte.</translation>
    </message>
    <message>
        <source>To be rid of it, delete it.</source>
        <translation>Um sie loszuwerden, löschen.</translation>
    </message>
    <message>
        <source>An empty line goes back to the text of the subtitles.</source>
        <translation>Eine leere Zeile übernimmt wieder den Text der Untertitel.</translation>
    </message>
    <message>
        <source>Nothing can be edited here: the decisions for this timeline are read-only.</source>
        <translation>Hier lässt sich nichts bearbeiten: Die Entscheidungen zu dieser Timeline sind schreibgeschützt.</translation>
    </message>
    <message>
        <source>Close it in the other panel, or make its folder writable, and open it again.</source>
        <translation>Die Timeline im anderen Panel schließen oder den Ordner beschreibbar machen, dann erneut öffnen.</translation>
    </message>
    <message>
        <source>No font on this machine has %s letters; they are shown as boxes.</source>
        <translation>Keine Schrift auf diesem Rechner hat diese Schriftzeichen: %s. Stattdessen werden Kästchen gezeigt.</translation>
    </message>
    <message>
        <source>Install one, for example from the Noto fonts. The lines are spoken anyway.</source>
        <translation>Eine passende installieren, etwa aus den Noto-Schriften. Gesprochen werden die Zeilen trotzdem.</translation>
    </message>
</context>
<context>
    <name>LinesTable</name>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Lines</source>
        <translation>&amp;Zeilen</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>&amp;Erzeugen</translation>
    </message>
    <message>
        <source>&amp;Takes</source>
        <translation>&amp;Takes</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>System language</source>
        <translation>Systemsprache</translation>
    </message>
    <message>
        <source>Clear this list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Open timeline</source>
        <translation>Timeline öffnen</translation>
    </message>
    <message>
        <source>Timelines ({})</source>
        <translation>Timelines ({})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Add subtitles</source>
        <translation>Untertitel hinzufügen</translation>
    </message>
    <message>
        <source>Subtitles ({})</source>
        <translation>Untertitel ({})</translation>
    </message>
    <message>
        <source>Export corrected subtitles</source>
        <translation>Korrigierte Untertitel exportieren</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
</context>
<context>
    <name>MarkerTips</name>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
</context>
<context>
    <name>MarkersDialog</name>
    <message>
        <source>Markers</source>
        <translation>Marker</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>The timeline has no markers.</source>
        <translation>Die Timeline hat keine Marker.</translation>
    </message>
    <message>
        <source>Make it a line</source>
        <translation>Zur Zeile machen</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message numerus="yes">
        <source>Dismiss; %n more to read</source>
        <translation>
            <numerusform>Schließen; %n weitere Meldung</numerusform>
            <numerusform>Schließen; %n weitere Meldungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dismiss message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>MissingMediaBar</name>
    <message numerus="yes">
        <source>The media of %n shot(s) is not where the timeline says:</source>
        <translation>
            <numerusform>Die Medien von %n Einstellung liegen nicht da, wo die Timeline sie hat:</numerusform>
            <numerusform>Die Medien von %n Einstellungen liegen nicht da, wo die Timeline sie hat:</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder with the media</source>
        <translation>Ordner mit den Medien</translation>
    </message>
    <message numerus="yes">
        <source>The media of %n shot(s) was found.</source>
        <translation>
            <numerusform>Die Medien von %n Einstellung sind gefunden.</numerusform>
            <numerusform>Die Medien von %n Einstellungen sind gefunden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n it is still missing.</source>
        <translation>
            <numerusform>Von %n fehlen sie noch.</numerusform>
            <numerusform>Von %n fehlen sie noch.</numerusform>
        </translation>
    </message>
    <message>
        <source>The media is still not there.</source>
        <translation>Die Medien sind immer noch nicht da.</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>One folder links all that lies below it</source>
        <translation>Ein Ordner verknüpft alles, was darunter liegt</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>For example after a drive was plugged in</source>
        <translation>Zum Beispiel, nachdem ein Laufwerk angeschlossen wurde</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>%s%%</source>
        <comment>25%</comment>
        <translation>%s&#xa0;%%</translation>
    </message>
    <message>
        <source>.</source>
        <comment>the decimal sign, as in 1.5</comment>
        <translation>,</translation>
    </message>
</context>
<context>
    <name>Opener</name>
    <message>
        <source>The demo cannot be copied to {}: {}</source>
        <translation>Der Demofilm lässt sich nicht nach {} kopieren: {}</translation>
    </message>
    <message>
        <source>Open a timeline of your own, or free some space there.</source>
        <translation>Eine eigene Timeline öffnen oder dort Platz schaffen.</translation>
    </message>
    <message>
        <source>Only one timeline can be open: {} is opened.</source>
        <translation>Nur eine Timeline kann geöffnet sein: {} wird geöffnet.</translation>
    </message>
    <message>
        <source>Subtitles need a timeline.</source>
        <translation>Untertitel brauchen eine Timeline.</translation>
    </message>
    <message>
        <source>Open the timeline first, or drop both together.</source>
        <translation>Zuerst die Timeline öffnen oder beides zusammen ablegen.</translation>
    </message>
    <message>
        <source>Select its line, and drop a recording on the list of takes.</source>
        <translation>Wählen Sie die Zeile aus und ziehen Sie eine Aufnahme auf die Liste der Takes.</translation>
    </message>
    <message>
        <source>{} is neither a timeline nor subtitles.</source>
        <translation>{} ist weder eine Timeline noch eine Untertiteldatei.</translation>
    </message>
    <message>
        <source>Timelines end in {}.</source>
        <translation>Timelines enden auf {}.</translation>
    </message>
    <message>
        <source>The background process keeps stopping: {}</source>
        <translation>Der Hintergrundprozess endet immer wieder: {}</translation>
    </message>
    <message>
        <source>All decisions and renders are kept. Restart the panel to try again.</source>
        <translation>Alle Entscheidungen und gerenderten Takes bleiben erhalten. Für einen neuen Versuch das Panel neu starten.</translation>
    </message>
    <message>
        <source>The background process stopped and was started again.</source>
        <translation>Der Hintergrundprozess wurde beendet und neu gestartet.</translation>
    </message>
    <message>
        <source>All decisions and renders are kept; renders that were running must be repeated.</source>
        <translation>Alle Entscheidungen und gerenderten Takes bleiben erhalten; was gerade gerendert wurde, ist zu wiederholen.</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>Written: {}</source>
        <translation>Geschrieben: {}</translation>
    </message>
    <message>
        <source>Undo {}</source>
        <translation>Rückgängig: {}</translation>
    </message>
    <message>
        <source>Redo {}</source>
        <translation>Wiederholen: {}</translation>
    </message>
</context>
<context>
    <name>ProblemNotices</name>
    <message numerus="yes">
        <source>{} (and %n more, see the details)</source>
        <translation>
            <numerusform>{} (und %n weiteres, siehe Details)</numerusform>
            <numerusform>{} (und %n weitere, siehe Details)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PromptField</name>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
</context>
<context>
    <name>PromptsPanel</name>
    <message>
        <source>From captions, added to the prompt</source>
        <translation>Aus Untertiteln, kommt zum Prompt hinzu</translation>
    </message>
    <message>
        <source>Select the shot at the playhead</source>
        <translation>Einstellung am Abspielkopf auswählen</translation>
    </message>
    <message>
        <source>No sound for this shot</source>
        <translation>Kein Ton für diese Einstellung</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Restore the prompts from when the shot was selected</source>
        <translation>Die Prompts vom Zeitpunkt der Auswahl wiederherstellen</translation>
    </message>
    <message>
        <source>All shots</source>
        <translation>Alle Einstellungen</translation>
    </message>
    <message>
        <source>For every shot without a prompt of its own.</source>
        <translation>Für jede Einstellung ohne eigenen Prompt.</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>Negativ-Prompt</translation>
    </message>
    <message>
        <source>Selected shots</source>
        <translation>Ausgewählte Einstellungen</translation>
    </message>
    <message>
        <source>No sound for these shots</source>
        <translation>Kein Ton für diese Einstellungen</translation>
    </message>
    <message numerus="yes">
        <source>%s and %n more</source>
        <translation>
            <numerusform>%s und %n weitere</numerusform>
            <numerusform>%s und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>No shot selected</source>
        <translation>Keine Einstellung ausgewählt</translation>
    </message>
    <message numerus="yes">
        <source>%n shot(s)</source>
        <translation>
            <numerusform>%n Einstellung</numerusform>
            <numerusform>%n Einstellungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Select shots in the timeline to describe their sound.</source>
        <translation>Einstellungen in der Timeline auswählen, um ihren Ton zu beschreiben.</translation>
    </message>
    <message>
        <source>Open a timeline to describe the sound of its shots.</source>
        <translation>Eine Timeline öffnen, um den Ton ihrer Einstellungen zu beschreiben.</translation>
    </message>
    <message>
        <source>Same as all shots: %s</source>
        <translation>Wie alle Einstellungen: %s</translation>
    </message>
    <message>
        <source>What should be heard</source>
        <translation>Was zu hören sein soll</translation>
    </message>
    <message>
        <source>What should not be heard</source>
        <translation>Was nicht zu hören sein soll</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Gain of the shot&apos;s sound; in files, mix and preview</source>
        <translation>Pegel des Tons der Einstellung; in Dateien, Mischung und Vorschau</translation>
    </message>
    <message>
        <source>several</source>
        <translation>verschieden</translation>
    </message>
</context>
<context>
    <name>PronunciationsDialog</name>
    <message>
        <source>Pronunciation</source>
        <translation>Aussprache</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>Gesprochen</translation>
    </message>
    <message>
        <source>In lines</source>
        <translation>In Zeilen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>“%s” needs both how it is written and how it is said.</source>
        <translation>„%s“ braucht beides: wie es geschrieben und wie es gesprochen wird.</translation>
    </message>
    <message>
        <source>“%s”: a word with = cannot be listed.</source>
        <translation>„%s“: Ein Wort mit = kann nicht in die Liste.</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>rendering</source>
        <translation>wird gerendert</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Nothing is rendering. What waits, renders or fails is listed here.</source>
        <translation>Nichts wird gerendert. Hier steht, was wartet, gerendert wird oder fehlschlägt.</translation>
    </message>
</context>
<context>
    <name>QueueStrip</name>
    <message>
        <source>Progress of all renders</source>
        <translation>Fortschritt des Renderns</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the queue</source>
        <translation>Warteschlange zeigen</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>noch {}</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n fehlgeschlagen</numerusform>
            <numerusform>%n fehlgeschlagen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RealModelDialog</name>
    <message>
        <source>Get the real model</source>
        <translation>Das echte Modell laden</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>DeepAudio-V1 generates speech and sound that fit the picture. It is not part of this program: choose a variant and download it once. It is made for an NVIDIA GPU; without one it works, but slowly.</source>
        <translation>DeepAudio-V1 erzeugt Sprache und Töne, die zum Bild passen. Das Modell ist nicht Teil dieses Programms: eine Variante wählen und einmal laden. Es ist für eine NVIDIA-GPU gemacht; ohne sie arbeitet es, aber langsam.</translation>
    </message>
    <message>
        <source>I have read these licences and accept them</source>
        <translation>Ich habe diese Lizenzen gelesen und stimme ihnen zu</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>Varianten</translation>
    </message>
    <message>
        <source>Looking for variants…</source>
        <translation>Varianten werden gesucht…</translation>
    </message>
    <message>
        <source>installed</source>
        <translation>installiert</translation>
    </message>
    <message>
        <source>{} GB to fetch</source>
        <translation>{} GB zu laden</translation>
    </message>
    <message>
        <source>Downloaded and ready to use.</source>
        <translation>Geladen und einsatzbereit.</translation>
    </message>
    <message>
        <source>{file}: {done} of {total} GB</source>
        <translation>{file}: {done} von {total} GB</translation>
    </message>
</context>
<context>
    <name>RecordingDrop</name>
    <message>
        <source>Import a recording as a take</source>
        <translation>Aufnahme als Take importieren</translation>
    </message>
    <message>
        <source>Sounds ({})</source>
        <translation>Töne ({})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>{} is now the take that plays.</source>
        <translation>{} ist jetzt der Take, der spielt.</translation>
    </message>
    <message>
        <source>It is trimmed, brought to the loudness of lines, and not rendered over.</source>
        <translation>Sie ist beschnitten, auf die Lautheit der Zeilen gebracht und wird nicht überschrieben.</translation>
    </message>
    <message>
        <source>A recording is taken for a line.</source>
        <translation>Eine Aufnahme gehört zu einer Zeile.</translation>
    </message>
    <message>
        <source>Select a line first.</source>
        <translation>Zuerst eine Zeile auswählen.</translation>
    </message>
</context>
<context>
    <name>RenderPlaceField</name>
    <message>
        <source>This computer</source>
        <translation>Diesem Rechner</translation>
    </message>
    <message>
        <source>A farm</source>
        <translation>Einer Farm</translation>
    </message>
    <message>
        <source>A Ray cluster renders many takes at once; all else is done here.</source>
        <translation>Ein Ray-Cluster rendert viele Takes zugleich; alles andere geschieht hier.</translation>
    </message>
    <message>
        <source>Address of the farm</source>
        <translation>Adresse der Farm</translation>
    </message>
    <message>
        <source>ray://HOST:10001, auto for the cluster this computer is in, or local.</source>
        <translation>ray://HOST:10001, auto für den Cluster, zu dem dieser Rechner gehört, oder local.</translation>
    </message>
</context>
<context>
    <name>ReplaceBar</name>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n of the listed line(s)</source>
        <translation>
            <numerusform>in %n der aufgeführten Zeilen</numerusform>
            <numerusform>in %n der aufgeführten Zeilen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) would have no words left and stay.</source>
        <translation>
            <numerusform>%n Zeile behielte keine Worte und bleibt.</numerusform>
            <numerusform>%n Zeilen behielten keine Worte und bleiben.</numerusform>
        </translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>Ersetzen durch</translation>
    </message>
    <message>
        <source>Capitals matter</source>
        <translation>Groß- und Kleinschreibung zählt</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Whole words only</source>
        <translation>Nur ganze Wörter</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace in the current line and go to the next hit</source>
        <translation>In dieser Zeile ersetzen und zum nächsten Treffer gehen</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Alle ersetzen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Write report</source>
        <translation>Bericht schreiben</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Also a table for spreadsheets (CSV)</source>
        <translation>Auch eine Tabelle für Tabellenkalkulationen (CSV)</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>One page that opens in any browser, without a network: each line wanted against heard, what checking found, and the takes to listen to.</source>
        <translation>Eine Seite, die jeder Browser ohne Netz öffnet: jede Zeile, wie sie gewollt und wie sie gehört ist, was die Prüfung gefunden hat, und die Takes zum Anhören.</translation>
    </message>
    <message>
        <source>Say where the page goes.</source>
        <translation>Wohin soll die Seite?</translation>
    </message>
    <message>
        <source>Written: {}</source>
        <translation>Geschrieben: {}</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation>Tasten wie in</translation>
    </message>
    <message>
        <source>Use this key</source>
        <translation>Diese Taste verwenden</translation>
    </message>
    <message>
        <source>Preset&apos;s key</source>
        <translation>Taste der Vorgabe</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>This key belongs to: {}</source>
        <translation>Diese Taste gehört zu: {}</translation>
    </message>
</context>
<context>
    <name>SpeakerDelegate</name>
    <message>
        <source>Speaker of the line</source>
        <translation>Sprecher der Zeile</translation>
    </message>
</context>
<context>
    <name>Spelling</name>
    <message>
        <source>Nothing similar is known</source>
        <translation>Nichts Ähnliches ist bekannt</translation>
    </message>
    <message>
        <source>Add “{}” to this project&apos;s words</source>
        <translation>„{}“ zu den Wörtern dieses Projekts hinzufügen</translation>
    </message>
    <message>
        <source>Spelling is not checked: %s is not installed.</source>
        <translation>Die Rechtschreibung wird nicht geprüft: %s ist nicht installiert.</translation>
    </message>
    <message>
        <source>There is no dictionary of “%s”: the spelling of its lines is not checked.</source>
        <translation>Für „%s“ gibt es kein Wörterbuch: Die Rechtschreibung dieser Zeilen wird nicht geprüft.</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>rendering</source>
        <translation>wird gerendert</translation>
    </message>
    <message>
        <source>watching</source>
        <translation>sieht sich das Bild an</translation>
    </message>
    <message>
        <source>speaking</source>
        <translation>spricht</translation>
    </message>
    <message>
        <source>making sound</source>
        <translation>erzeugt Ton</translation>
    </message>
    <message>
        <source>analysing the picture</source>
        <translation>analysiert das Bild</translation>
    </message>
    <message>
        <source>generating speech</source>
        <translation>erzeugt Sprache</translation>
    </message>
    <message>
        <source>generating sound</source>
        <translation>erzeugt Ton</translation>
    </message>
    <message>
        <source>setting the level</source>
        <translation>pegelt aus</translation>
    </message>
    <message>
        <source>mixing</source>
        <translation>mischt</translation>
    </message>
    <message>
        <source>rendering the preview film</source>
        <translation>rendert den Vorschaufilm</translation>
    </message>
    <message>
        <source>saving</source>
        <translation>speichert</translation>
    </message>
    <message>
        <source>fetching takes of others</source>
        <translation>Takes anderer werden geholt</translation>
    </message>
    <message>
        <source>sharing takes</source>
        <translation>Takes werden geteilt</translation>
    </message>
    <message>
        <source>checking takes</source>
        <translation>Takes werden geprüft</translation>
    </message>
    <message>
        <source>drawing waveforms</source>
        <translation>Wellenformen werden gezeichnet</translation>
    </message>
    <message>
        <source>compressing takes</source>
        <translation>Takes werden komprimiert</translation>
    </message>
    <message>
        <source>{stage}, step {done} of {total}</source>
        <translation>{stage}, Schritt {done} von {total}</translation>
    </message>
    <message>
        <source>{stage}, on {host}</source>
        <translation>{stage}, auf {host}</translation>
    </message>
    <message>
        <source>writing sound files</source>
        <translation>Tondateien werden geschrieben</translation>
    </message>
    <message>
        <source>lowering sound under speech</source>
        <translation>Ton wird unter Sprache abgesenkt</translation>
    </message>
    <message>
        <source>making the preview film</source>
        <translation>Vorschaufilm wird erstellt</translation>
    </message>
</context>
<context>
    <name>SubtitleNotices</name>
    <message numerus="yes">
        <source>%n line(s) changed</source>
        <translation>
            <numerusform>%n Zeile geändert</numerusform>
            <numerusform>%n Zeilen geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n neu</numerusform>
            <numerusform>%n neu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gone</source>
        <translation>
            <numerusform>%n entfallen</numerusform>
            <numerusform>%n entfallen</numerusform>
        </translation>
    </message>
    <message>
        <source>{} was saved again; no line is different.</source>
        <translation>{} wurde neu gespeichert; keine Zeile ist anders.</translation>
    </message>
    <message>
        <source>{} was changed and is read again: {}.</source>
        <translation>{} wurde geändert und ist neu gelesen: {}.</translation>
    </message>
    <message>
        <source>Changed: %s</source>
        <translation>Geändert: %s</translation>
    </message>
    <message>
        <source>New: %s</source>
        <translation>Neu: %s</translation>
    </message>
    <message>
        <source>Gone: %s</source>
        <translation>Entfallen: %s</translation>
    </message>
    <message>
        <source>What you decided is kept with the lines that are still there.</source>
        <translation>Was entschieden wurde, bleibt bei den Zeilen, die noch da sind.</translation>
    </message>
</context>
<context>
    <name>TakeDelegate</name>
    <message>
        <source>Take {}</source>
        <translation>Take {}</translation>
    </message>
    <message>
        <source>is being rendered</source>
        <translation>wird erzeugt</translation>
    </message>
</context>
<context>
    <name>Takes</name>
    <message>
        <source>Take {}</source>
        <translation>Take {}</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>gewählt</translation>
    </message>
    <message>
        <source>is being rendered</source>
        <translation>wird erzeugt</translation>
    </message>
    <message>
        <source>{sound} of {window} s</source>
        <translation>{sound} von {window} s</translation>
    </message>
    <message>
        <source>Made from: {}</source>
        <translation>Erzeugt aus: {}</translation>
    </message>
    <message>
        <source>Seed {seed}, by {engine}</source>
        <translation>Seed {seed}, von {engine}</translation>
    </message>
    <message>
        <source>Seed {}</source>
        <translation>Seed {}</translation>
    </message>
    <message>
        <source>It runs on {} s past its line.</source>
        <translation>Er ist {} s länger als seine Zeile.</translation>
    </message>
</context>
<context>
    <name>TakesPanel</name>
    <message>
        <source>This take is not rendered yet.</source>
        <translation>Dieser Take ist noch nicht gerendert.</translation>
    </message>
    <message>
        <source>Nothing is selected.</source>
        <translation>Nichts ist ausgewählt.</translation>
    </message>
    <message>
        <source>Select a line or shot first.</source>
        <translation>Zuerst eine Zeile oder Einstellung auswählen.</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Bewerten</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n ausgewählt</numerusform>
            <numerusform>%n ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a line or a shot to hear its takes.</source>
        <translation>Eine Zeile oder Einstellung auswählen, um ihre Takes zu hören.</translation>
    </message>
    <message>
        <source>The take cannot be copied beside the timeline: {}</source>
        <translation>Der Take lässt sich nicht neben die Timeline kopieren: {}</translation>
    </message>
    <message>
        <source>Free some space there, or make the folder writable.</source>
        <translation>Dort Platz schaffen oder den Ordner beschreibbar machen.</translation>
    </message>
    <message>
        <source>Copied: {}</source>
        <translation>Kopiert: {}</translation>
    </message>
    <message>
        <source>Its take is outdated: {}.</source>
        <translation>Der Take ist überholt: {}.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Open a timeline, or drop one here, to see its shots and lines.</source>
        <translation>Eine Timeline öffnen oder hier ablegen, um Einstellungen und Zeilen zu sehen.</translation>
    </message>
    <message>
        <source>Planned</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Changed since it was rendered</source>
        <translation>Seit dem Rendern geändert</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Rendering</source>
        <translation>Wird gerendert</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cannot be rendered</source>
        <translation>Kann nicht gerendert werden</translation>
    </message>
    <message>
        <source>Not spoken</source>
        <translation>Wird nicht gesprochen</translation>
    </message>
    <message>
        <source>Shot {number}: {name}</source>
        <translation>Einstellung {number}: {name}</translation>
    </message>
    <message>
        <source>No sound is generated for it</source>
        <translation>Dafür wird kein Ton erzeugt</translation>
    </message>
    <message>
        <source>Its media file is missing</source>
        <translation>Medium fehlt</translation>
    </message>
    <message>
        <source>It has no picture</source>
        <translation>Ohne Bild</translation>
    </message>
    <message>
        <source>Line {number}</source>
        <translation>Zeile {number}</translation>
    </message>
    <message>
        <source>Described sound {number}</source>
        <translation>Beschriebenes Geräusch {number}</translation>
    </message>
    <message>
        <source>Music {number}</source>
        <translation>Musik {number}</translation>
    </message>
    <message>
        <source>Take {takes}</source>
        <translation>Take {takes}</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation>Timeline</translation>
    </message>
</context>
<context>
    <name>TrackStrip</name>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <source>Mute {}</source>
        <translation>{} stumm schalten</translation>
    </message>
    <message>
        <source>Solo {}</source>
        <translation>{} solo hören</translation>
    </message>
    <message>
        <source>Gain of {}</source>
        <translation>Pegel von {}</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Timecode</source>
        <translation>Timecode</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Preparing the picture: {}</source>
        <translation>Das Bild wird vorbereitet: {}</translation>
    </message>
    <message>
        <source>Level and true peak</source>
        <translation>Pegel und True Peak</translation>
    </message>
    <message>
        <source>Level of both sides, and the highest true peak since it began to play</source>
        <translation>Pegel beider Seiten und der höchste True Peak seit Beginn des Abspielens</translation>
    </message>
    <message>
        <source>Space plays from the playhead.</source>
        <translation>Die Leertaste spielt ab dem Abspielkopf.</translation>
    </message>
</context>
<context>
    <name>VoiceDialog</name>
    <message>
        <source>lines without a speaker</source>
        <translation>Zeilen ohne Sprecher</translation>
    </message>
    <message>
        <source>A recording as the voice of %s</source>
        <translation>Eine Aufnahme als Stimme von %s</translation>
    </message>
    <message>
        <source>What is said in it, word for word</source>
        <translation>Was darin gesagt wird, Wort für Wort</translation>
    </message>
    <message>
        <source>I have this person&apos;s permission to imitate the voice</source>
        <translation>Ich habe die Erlaubnis, diese Stimme nachzuahmen</translation>
    </message>
    <message>
        <source>Use this voice</source>
        <translation>Diese Stimme verwenden</translation>
    </message>
    <message>
        <source>The sketch engine speaks with its own voices and cannot imitate a recording. The real model can. Your choice is kept for it.</source>
        <translation>Die Skizzen-Engine spricht mit eigenen Stimmen und kann keine Aufnahme nachahmen. Das echte Modell kann es. Was hier gewählt wird, bleibt dafür erhalten.</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>6 to 12 s of one person&apos;s clear speech</source>
        <translation>6 bis 12 s deutliche Sprache einer Person</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Recording of a voice</source>
        <translation>Aufnahme einer Stimme</translation>
    </message>
    <message>
        <source>Sound and films</source>
        <translation>Ton und Filme</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment…</translation>
    </message>
    <message>
        <source>The decisions for this timeline are read-only.</source>
        <translation>Die Entscheidungen zu dieser Timeline sind schreibgeschützt.</translation>
    </message>
    <message>
        <source>Enter what is said in it first.</source>
        <translation>Zuerst eingeben, was darin gesagt wird.</translation>
    </message>
    <message>
        <source>Confirm first that you have permission.</source>
        <translation>Zuerst bestätigen, dass die Erlaubnis vorliegt.</translation>
    </message>
    <message>
        <source>%s also speaks in it: mark a range with only one voice.</source>
        <translation>%s spricht darin auch: einen Bereich mit nur einer Stimme markieren.</translation>
    </message>
    <message>
        <source>Mark 6 to 12 s: shorter or longer ranges imitate less well.</source>
        <translation>6 bis 12 s markieren: kürzere oder längere Bereiche eignen sich weniger als Vorlage.</translation>
    </message>
    <message>
        <source>The model learns from them how the voice pronounces each sound.</source>
        <translation>Daraus lernt das Modell, wie die Stimme welchen Laut spricht.</translation>
    </message>
    <message>
        <source>Choose a recording first.</source>
        <translation>Zuerst eine Aufnahme wählen.</translation>
    </message>
    <message>
        <source>Mark a range first.</source>
        <translation>Zuerst einen Bereich markieren.</translation>
    </message>
    <message>
        <source>No range yet</source>
        <translation>Noch kein Bereich</translation>
    </message>
    <message>
        <source>Mark one with I and O where only this person speaks, or select a line. This window may stay open.</source>
        <translation>Mit I und O einen Bereich markieren, in dem nur diese Person spricht, oder eine Zeile auswählen. Dieses Fenster kann offen bleiben.</translation>
    </message>
    <message>
        <source>Taken from the timeline&apos;s own clips. 6 to 12 s of clear speech are best.</source>
        <translation>Aus den eigenen Clips der Timeline. 6 bis 12 s deutliche Sprache sind am besten.</translation>
    </message>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n Wort</numerusform>
            <numerusform>%n Wörter</numerusform>
        </translation>
    </message>
    <message>
        <source>%s: few for %s s. Is everything written down?</source>
        <translation>%s: wenig für %s s. Ist alles aufgeschrieben?</translation>
    </message>
    <message>
        <source>%s: many for %s s. Is it the right range?</source>
        <translation>%s: viel für %s s. Ist es der richtige Bereich?</translation>
    </message>
</context>
<context>
    <name>VoiceList</name>
    <message>
        <source>Name, woman, British …</source>
        <translation>Name, Frau, britisch …</translation>
    </message>
    <message>
        <source>Find a voice</source>
        <translation>Stimme suchen</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a timeline here</source>
        <translation>Timeline hier ablegen</translation>
    </message>
    <message>
        <source>Open timeline…</source>
        <translation>Timeline öffnen…</translation>
    </message>
    <message>
        <source>Try the demo film</source>
        <translation>Demofilm ausprobieren</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>An .otio file from your editor, with subtitles if you have them. It is never changed: new tracks are written beside it.</source>
        <translation>Eine .otio-Datei aus dem Schnittprogramm, mit Untertiteln, falls vorhanden. Sie wird nie verändert: neue Spuren werden daneben geschrieben.</translation>
    </message>
    <message>
        <source>Open {}</source>
        <translation>{} öffnen</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Cast</source>
        <translation>Besetzung</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>Takes</translation>
    </message>
    <message>
        <source>Shot</source>
        <translation>Einstellung</translation>
    </message>
    <message>
        <source>Lines</source>
        <comment>short</comment>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Takes</source>
        <comment>short</comment>
        <translation>Takes</translation>
    </message>
    <message>
        <source>Shot</source>
        <comment>short</comment>
        <translation>Shot</translation>
    </message>
    <message>
        <source>Cast</source>
        <comment>short</comment>
        <translation>Cast</translation>
    </message>
    <message>
        <source>Generate</source>
        <comment>short</comment>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Queue</source>
        <comment>short</comment>
        <translation>Queue</translation>
    </message>
    <message>
        <source>Done again: {}</source>
        <translation>Wiederholt: {}</translation>
    </message>
    <message>
        <source>Taken back: {}</source>
        <translation>Rückgängig gemacht: {}</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Line</source>
        <comment>short</comment>
        <translation>Zeile</translation>
    </message>
</context>
<context>
    <name>WriteDialog</name>
    <message>
        <source>Write tracks</source>
        <translation>Spuren schreiben</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Into the timeline itself, keeping a backup</source>
        <translation>In die Timeline selbst, mit Sicherungskopie</translation>
    </message>
    <message>
        <source>Also the mix and its stems, as files</source>
        <translation>Auch den Mix und seine Stems, als Dateien</translation>
    </message>
    <message>
        <source>A watermark in the mix and the preview film</source>
        <translation>Ein Wasserzeichen im Mix und im Vorschaufilm</translation>
    </message>
    <message>
        <source>Also a preview film</source>
        <translation>Auch einen Vorschaufilm</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Timeline</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Loudness of the mix</source>
        <translation>Lautheit des Mix</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Kennzeichnung</translation>
    </message>
    <message>
        <source>Beside the timeline</source>
        <translation>Neben die Timeline</translation>
    </message>
    <message>
        <source>What is added</source>
        <translation>Was hinzukommt</translation>
    </message>
    <message>
        <source>Of the track Mix, of its stems and of the preview film: the mix is measured.</source>
        <translation>Der Spur „Mix“, der Stems und des Vorschaufilms: Der Mix wird gemessen.</translation>
    </message>
    <message>
        <source>Dialogue, effects with ambience, music and effects: Broadcast WAV files.</source>
        <translation>Dialog, Effekte mit Atmo, Musik und Effekte: Broadcast-WAV-Dateien.</translation>
    </message>
    <message>
        <source>Inaudible, in the sound itself. Clips and stems have none.</source>
        <translation>Unhörbar, im Ton selbst. Clips und Stems haben keines.</translation>
    </message>
    <message>
        <source>replaces what is there</source>
        <translation>ersetzt Vorhandenes</translation>
    </message>
    <message>
        <source>Write timeline to</source>
        <translation>Timeline schreiben nach</translation>
    </message>
    <message>
        <source>Timelines (*)</source>
        <translation>Timelines (*)</translation>
    </message>
    <message>
        <source>Web</source>
        <translation>Web</translation>
    </message>
    <message>
        <source>Level as it is</source>
        <translation>Pegel wie er ist</translation>
    </message>
    <message>
        <source>of the dialogue</source>
        <translation>des Dialogs</translation>
    </message>
    <message>
        <source>As generated (C2PA)</source>
        <translation>Als erzeugt (C2PA)</translation>
    </message>
    <message>
        <source>Files say in words and in a signed claim how they were made, as the AI Act asks.</source>
        <translation>Dateien sagen in Worten und in einer signierten Angabe, wie sie entstanden sind, wie es die KI-Verordnung verlangt.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>No file says how it was made: whoever publishes them has to say so.</source>
        <translation>Keine Datei sagt, wie sie entstanden ist: Wer sie veröffentlicht, muss es sagen.</translation>
    </message>
    <message>
        <source>Any editor that reads OpenTimelineIO</source>
        <translation>Jedes Programm, das OpenTimelineIO liest</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Show file</source>
        <translation>Datei zeigen</translation>
    </message>
    <message>
        <source>Tracks written</source>
        <translation>Spuren geschrieben</translation>
    </message>
    <message>
        <source>Stopped. What was there is as it was.</source>
        <translation>Angehalten. Was da war, ist wie zuvor.</translation>
    </message>
</context>
<context>
    <name>WriteProgressPage</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Wird geschrieben …</translation>
    </message>
    <message>
        <source>{} left</source>
        <translation>noch {}</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten …</translation>
    </message>
</context>
<context>
    <name>WriteResultPage</name>
    <message>
        <source>Notes and warnings</source>
        <translation>Hinweise und Warnungen</translation>
    </message>
    <message numerus="yes">
        <source>Written with %n clip(s) of ours: {}</source>
        <translation>
            <numerusform>Mit %n Clip von DeepAudio geschrieben: {}</numerusform>
            <numerusform>Mit %n Clips von DeepAudio geschrieben: {}</numerusform>
        </translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Timeline</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Töne</translation>
    </message>
    <message>
        <source>Preview film</source>
        <translation>Vorschaufilm</translation>
    </message>
    <message>
        <source>Kept as it was</source>
        <translation>Aufgehoben, wie es war</translation>
    </message>
    <message>
        <source>Stem</source>
        <translation>Stem</translation>
    </message>
</context>
<context>
    <name>_Dot</name>
    <message>
        <source>Renderer ready</source>
        <translation>Renderer bereit</translation>
    </message>
    <message>
        <source>Renderer stopped</source>
        <translation>Renderer gestoppt</translation>
    </message>
</context>
<context>
    <name>_JobDelegate</name>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
</context>
</TS>
