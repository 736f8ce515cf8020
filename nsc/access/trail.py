"""The record, read: who did or saw what, for auditors and the data-protection officer. To read it is itself on the record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from nsc.access import audit, scope
from nsc.access.models import AuditLine, AuditShown, User, tidy_username
from nsc.access.roles import Permission
from nsc.areas import places
from nsc.errors import _

PER_PAGE = 100
HOUSEHOLD, PERSON = "household", "person"

VERBS = {
    "sign-in": _("ลงชื่อเข้าใช้"),
    "sign-in.fail": _("ลงชื่อเข้าใช้ไม่สำเร็จ"),
    "sign-out": _("ออกจากระบบ"),
    "password.change": _("เปลี่ยนรหัสผ่าน"),
    "second_factor.set": _("เริ่มใช้รหัสจากแอปยืนยันตัวตน"),
    "second_factor.remove": _("เลิกใช้รหัสจากแอปยืนยันตัวตน"),
    "second_factor.reset": _("ล้างการยืนยันตัวตนขั้นที่สองของผู้ใช้"),
    "recovery_codes.make": _("สร้างรหัสกู้คืน"),
    "recovery_codes.use": _("ใช้รหัสกู้คืน"),
    "passkey.add": _("เพิ่มกุญแจผ่าน (passkey)"),
    "passkey.remove": _("ลบกุญแจผ่าน (passkey)"),
    "identity.link": _("เชื่อมบัญชีกับตัวตนดิจิทัล"),
    "identity.unlink": _("เลิกเชื่อมบัญชีกับตัวตนดิจิทัล"),
    "session.end": _("ให้ออกจากระบบในเครื่องอื่น"),
    "phone.enrol": _("ลงทะเบียนโทรศัพท์สำหรับแอปภาคสนาม"),
    "phone.end": _("ยกเลิกโทรศัพท์ของแอปภาคสนาม"),
    "phone.wiped": _("โทรศัพท์ของแอปภาคสนามล้างข้อมูลแล้ว"),
    "household.see": _("เปิดแฟ้มครัวเรือน"),
    "household.hand": _("มอบครัวเรือนให้ดูแล"),
    "household.refuse": _("พยายามเปิดแฟ้มที่ไม่อยู่ในความดูแล"),
    "priority_list.see": _("เปิดรายชื่อครัวเรือนเร่งด่วน"),
    "person_list.see": _("เปิดรายชื่อบุคคล"),
    "listed_household.see": _("เปิดรายชื่อในบัญชีเป้าหมาย"),
    "upload_problems.see": _("ดูช่องที่ผิดของไฟล์"),
    "upload_problems.export": _("ดาวน์โหลดช่องที่ผิดของไฟล์"),
    "template.export": _("ดาวน์โหลดแบบฟอร์มเปล่า"),
    "indicators.export": _("ดาวน์โหลดตารางตัวชี้วัด"),
    "map.export": _("ดาวน์โหลดแผนที่หรือตารางของแผนที่"),
    "map_points.see": _("เปิดจุดบ้านบนแผนที่"),
    "resident.see": _("เปิดรายการข้อมูลของบุคคลในครัวเรือน"),
    "name.reveal": _("เปิดชื่อที่ปิดไว้"),
    "sensitive.reveal": _("เปิดดูข้อมูลอ่อนไหว"),
    "sensitive.record": _("บันทึกข้อมูลอ่อนไหว"),
    "sensitive.erase": _("ลบข้อมูลอ่อนไหว"),
    "photograph.see": _("เปิดดูภาพถ่าย"),
    "photograph.add": _("เพิ่มภาพถ่าย"),
    "photograph.remove": _("ลบภาพถ่าย"),
    "initiative.begin": _("เริ่มงานตำบลอัจฉริยะ"),
    "goal.agree": _("ตั้งเป้าหมายของตำบล"),
    "goal.end": _("เลิกเป้าหมายของตำบล"),
    "enterprise.establish": _("ตั้งวิสาหกิจของตำบล"),
    "enterprise.change": _("แก้ข้อมูลวิสาหกิจของตำบล"),
    "enterprise_paper.tick": _("บันทึกหลักฐานการก่อตั้งวิสาหกิจ"),
    "enterprise_paper.untick": _("ถอนหลักฐานการก่อตั้งวิสาหกิจ"),
    "enterprise_paper.see": _("เปิดหลักฐานการก่อตั้งวิสาหกิจ"),
    "enterprise_stage.enter": _("บันทึกขั้นการก่อตั้งวิสาหกิจ"),
    "enterprise_stage.leave": _("ถอนขั้นการก่อตั้งวิสาหกิจ"),
    "enterprise_people.see": _("เปิดทะเบียนผู้ถือหุ้นและกรรมการ"),
    "enterprise_party.join": _("เพิ่มสมาชิกหรือผู้ถือหุ้นของวิสาหกิจ"),
    "enterprise_party.leave": _("บันทึกว่าสมาชิกออกจากวิสาหกิจ"),
    "enterprise_seat.take": _("ตั้งกรรมการของวิสาหกิจ"),
    "enterprise_seat.end": _("สิ้นสุดตำแหน่งกรรมการของวิสาหกิจ"),
    "enterprise_share.divide": _("กำหนดชนิดหุ้นของวิสาหกิจ"),
    "enterprise_share.move": _("ออก โอน หรือคืนหุ้นของวิสาหกิจ"),
    "enterprise_books.open": _("เปิดงวดบัญชีของวิสาหกิจ"),
    "enterprise_books.write": _("ลงบัญชีของวิสาหกิจ"),
    "enterprise_books.correct": _("ปรับปรุงบัญชีของวิสาหกิจ"),
    "enterprise_books.close": _("ปิดงวดบัญชีของวิสาหกิจ"),
    "enterprise_books.export": _("ส่งออกบัญชีของวิสาหกิจ"),
    "enterprise_report.export": _("พิมพ์รายงานประจำปีของวิสาหกิจ"),
    "enterprise_profit.use": _("บันทึกการใช้กำไรของวิสาหกิจ"),
    "enterprise_profit.take_back": _("ถอนการใช้กำไรของวิสาหกิจ"),
    "enterprise_workers.report": _("บันทึกการจ้างงานของวิสาหกิจ"),
    "sroi_sheet.begin": _("เริ่มแผ่นงาน SROI"),
    "sroi_input.add": _("เพิ่มสิ่งที่ลงทุนในแผ่นงาน SROI"),
    "sroi_input.withdraw": _("ถอนสิ่งที่ลงทุนในแผ่นงาน SROI"),
    "sroi_outcome.add": _("เพิ่มผลลัพธ์ในแผ่นงาน SROI"),
    "sroi_outcome.withdraw": _("ถอนผลลัพธ์ในแผ่นงาน SROI"),
    "lesson.write": _("บันทึกบทเรียนของตำบล"),
    "lesson.withdraw": _("ถอนบทเรียนของตำบล"),
    "model.adopt": _("นำแบบแผนของอีกตำบลมาใช้"),
    "goal.measure": _("บันทึกผลตามเป้าหมายของตำบล"),
    "indicator_value.give": _("บันทึกค่าตัวชี้วัดของตำบล"),
    "indicator_value.correct": _("แก้ค่าตัวชี้วัดของตำบล"),
    "finding.write": _("บันทึกทุน โอกาส ปัญหา หรือ SWOT ของตำบล"),
    "finding.end": _("นำข้อความในข้อมูลตำบลออก"),
    "tambon_photograph.add": _("เพิ่มภาพของตำบล"),
    "tambon_photograph.remove": _("ลบภาพของตำบล"),
    "profile.close": _("ปิดข้อมูลตำบลของปี"),
    "undertaking.register": _("ลงทะเบียนโครงการในตำบล"),
    "undertaking.amend": _("แก้ทะเบียนโครงการในตำบล"),
    "tambon_team.see": _("เปิดรายชื่อทีมตำบล"),
    "team.join": _("เพิ่มคนในทีมตำบล"),
    "team.leave": _("บันทึกคนออกจากทีมตำบล"),
    "team.hand_on": _("ระบุผู้สืบทอดบทบาทในทีมตำบล"),
    "team.train": _("บันทึกการอบรมของทีมตำบล"),
    "team_meeting.hold": _("บันทึกการประชุมทีมตำบล"),
    "team_meeting.amend": _("แก้บันทึกการประชุมทีมตำบล"),
    "opinion.draw_up": _("ร่างแบบสำรวจความเห็นของตำบล"),
    "opinion.ask": _("เพิ่มคำถามในแบบสำรวจความเห็น"),
    "opinion.strike": _("นำคำถามออกจากแบบสำรวจความเห็น"),
    "opinion.end": _("เลิกใช้แบบสำรวจความเห็น"),
    "opinion.export": _("ส่งออกผลสำรวจความเห็น"),
    "opinion_wave.open": _("เปิดรับคำตอบแบบสำรวจความเห็น"),
    "opinion_wave.move": _("เปลี่ยนวันปิดแบบสำรวจความเห็น"),
    "opinion_sheet.enter": _("พิมพ์แบบสำรวจกระดาษ"),
    "opinion_word.see": _("อ่านข้อความที่ตอบในแบบสำรวจความเห็น"),
    "opinion_word.show": _("ให้แสดงข้อความที่ตอบในแบบสำรวจความเห็น"),
    "opinion_word.erase": _("ลบข้อความที่ตอบในแบบสำรวจความเห็น"),
    "public_page.write": _("เขียนหน้าสาธารณะของตำบล"),
    "public_page.publish": _("เผยแพร่หน้าสาธารณะของตำบล"),
    "public_page.withdraw": _("ถอนหน้าสาธารณะของตำบล"),
    "team_task.assign": _("มอบงานในทีมตำบล"),
    "team_task.finish": _("บันทึกว่างานของทีมตำบลเสร็จ"),
    "event.plan": _("วางแผนกิจกรรมของตำบล"),
    "event.change": _("แก้กิจกรรมของตำบล"),
    "event.hold": _("บันทึกว่ากิจกรรมของตำบลจัดแล้ว"),
    "event.cancel": _("ยกเลิกกิจกรรมของตำบล"),
    "event.come": _("มีผู้บอกว่าจะมากิจกรรม"),
    "event.stay_away": _("มีผู้บอกว่ามากิจกรรมไม่ได้แล้ว"),
    "event.check_in": _("มีผู้เช็กชื่อเข้ากิจกรรม"),
    "event.decide": _("บันทึกมติของกิจกรรม"),
    "event.undecide": _("ถอนมติของกิจกรรม"),
    "attendance.open": _("เปิดการเช็กชื่อกิจกรรม"),
    "attendance.close": _("ปิดการเช็กชื่อกิจกรรม"),
    "attendance.count": _("นับผู้เข้าร่วมกิจกรรม"),
    "attendance.take_back": _("ถอนจำนวนผู้เข้าร่วมกิจกรรม"),
    "attendance.mark_team": _("บันทึกคนในทีมที่มากิจกรรม"),
    "tambon.write": _("เขียนพิมพ์เขียวตำบล"),
    "blueprint.endorse": _("เห็นชอบพิมพ์เขียวตำบลในนามอำเภอ"),
    "blueprint.return": _("ส่งคืนพิมพ์เขียวตำบล"),
    "blueprint.approve": _("อนุมัติพิมพ์เขียวตำบล"),
    "blueprint.freeze": _("เก็บเล่มพิมพ์เขียวที่อนุมัติ"),
    "letter_head.write": _("บันทึกหัวกระดาษของสำนักงาน"),
    "letter_head.emblem": _("เปลี่ยนตราบนหัวกระดาษของสำนักงาน"),
    "document.order": _("สั่งจัดทำเอกสาร"),
    "document.cancel": _("ยกเลิกการจัดทำเอกสาร"),
    "document.issue": _("ออกเอกสาร"),
    "document.export": _("ดาวน์โหลดเอกสารที่ออกแล้ว"),
    "blueprint.export": _("ดาวน์โหลดพิมพ์เขียวตำบล"),
    "activity.move": _("บันทึกความคืบหน้าของกิจกรรมในพิมพ์เขียว"),
    "outcome.measure": _("บันทึกผลลัพธ์ของโครงการในพิมพ์เขียว"),
    "partner.join": _("เพิ่มภาคีของตำบล"),
    "partner.leave": _("ภาคีออกจากงานตำบล"),
    "partner_contact.name": _("เพิ่มผู้ประสานงานของภาคี"),
    "partner_contact.drop": _("ลบผู้ประสานงานของภาคี"),
    "partner_contacts.see": _("เปิดรายชื่อผู้ประสานงานของภาคี"),
    "offer.make": _("เสนอทรัพยากร"),
    "offer.correct": _("แก้ข้อเสนอทรัพยากร"),
    "offer.withdraw": _("ถอนข้อเสนอทรัพยากร"),
    "want.tell": _("บันทึกความต้องการของตำบล"),
    "want.end": _("เลิกความต้องการของตำบล"),
    "pairing.decline": _("ไม่รับการจับคู่"),
    "pairing.reconsider": _("ให้เสนอการจับคู่ที่ไม่รับอีกครั้ง"),
    "commitment.accept": _("ทีมตำบลรับข้อเสนอ"),
    "commitment.promise": _("องค์กรรับปากให้"),
    "commitment.agree": _("อีกฝ่ายตกลงตามที่รับปาก"),
    "commitment.change": _("แก้จำนวนหรือกำหนดของที่รับปาก"),
    "commitment.cancel": _("ยกเลิกที่รับปาก"),
    "handover.record": _("บันทึกการส่งมอบ"),
    "handover.take_back": _("ถอนการส่งมอบที่บันทึกผิด"),
    "data_set.share": _("เพิ่มชุดข้อมูลที่แบ่งปัน"),
    "data_set.renew": _("ปรับวันที่ของชุดข้อมูล"),
    "data_set.stop": _("เลิกแบ่งปันชุดข้อมูล"),
    "data_use.tell": _("บันทึกผู้ใช้ชุดข้อมูล"),
    "data_use.stop": _("เลิกใช้ชุดข้อมูล"),
    "data_gap.tell": _("บันทึกข้อมูลที่ยังขาด"),
    "data_gap.close": _("ปิดเรื่องข้อมูลที่ขาด"),
    "data_room.export": _("ดาวน์โหลดตัวเลขจากห้องข้อมูล"),
    "criterion.weigh": _("ปรับน้ำหนักเกณฑ์เลือกผลิตภัณฑ์"),
    "product.propose": _("เสนอผลิตภัณฑ์ของตำบล"),
    "product.score": _("ให้คะแนนผลิตภัณฑ์"),
    "product.choose": _("เลือกผลิตภัณฑ์เป้าหมาย"),
    "product.drop": _("ไม่เลือกผลิตภัณฑ์"),
    "recipe.write": _("เขียนสูตรและมาตรฐานของผลิตภัณฑ์"),
    "canvas.write": _("เขียนแบบจำลองธุรกิจ"),
    "cost.add": _("บันทึกต้นทุนของผลิตภัณฑ์"),
    "cost.end": _("เลิกรายการต้นทุน"),
    "price.set": _("บันทึกราคาขายของผลิตภัณฑ์"),
    "buyer.add": _("บันทึกผู้ซื้อ"),
    "order.take": _("รับคำสั่งซื้อ"),
    "order.deliver": _("บันทึกการส่งของตามคำสั่งซื้อ"),
    "order.cancel": _("ยกเลิกคำสั่งซื้อ"),
    "chain_step.put": _("บันทึกขั้นของห่วงโซ่อุปทาน"),
    "chain_step.end": _("เลิกขั้นของห่วงโซ่อุปทาน"),
    "technology.add": _("เพิ่มเทคโนโลยีในคลัง"),
    "technology.end": _("ถอนเทคโนโลยีจากคลัง"),
    "technology.hand": _("บันทึกการถ่ายทอดเทคโนโลยี"),
    "technology.check": _("ตรวจว่ามีกี่คนทำเองได้"),
    "farmer.enrol": _("รับเกษตรกรเข้าร่วมงานตำบล"),
    "farmer.correct": _("แก้ข้อมูลเกษตรกร"),
    "farmer.leave": _("บันทึกว่าเกษตรกรออกจากงานตำบล"),
    "farmer.forget": _("ลบชื่อเกษตรกรตามคำขอ"),
    "farmer.see": _("เปิดข้อมูลเกษตรกร"),
    "farmer_list.see": _("เปิดรายชื่อเกษตรกร"),
    "farmer.link": _("เชื่อมเกษตรกรกับครัวเรือน"),
    "farmer.unlink": _("เลิกเชื่อมเกษตรกรกับครัวเรือน"),
    "farm_season.plan": _("วางแผนฤดูของเกษตรกร"),
    "farm_season.finish": _("บันทึกผลของฤดู"),
    "field_visit.record": _("บันทึกการเยี่ยมแปลง"),
    "field_picture.add": _("เพิ่มภาพถ่ายแปลง"),
    "field_picture.see": _("เปิดดูภาพถ่ายแปลง"),
    "key.make": _("สร้างกุญแจเข้ารหัสดอกใหม่"),
    "key.rotate": _("ผนึกข้อมูลด้วยกุญแจดอกใหม่"),
    "key.ask": _("สั่งเปลี่ยนกุญแจเบื้องหลัง"),
    "key.drop": _("ลบกุญแจเข้ารหัส"),
    "bundle.see": _("รับครัวเรือนที่ดูแลลงโทรศัพท์"),
    "farmer_bundle.see": _("รับเกษตรกรของตำบลลงโทรศัพท์"),
    "audit.see": _("อ่านบันทึกการใช้งาน"),
    "audit.trace": _("ดูว่าใครเห็นข้อมูลของครัวเรือน"),
    "audit.export": _("ส่งออกบันทึกการใช้งาน"),
    "search.see": _("ค้นหาแล้วเห็นชื่อ"),
    "person.search": _("ค้นบุคคลเพื่อตรวจว่าใครเห็นข้อมูล"),
    "glass.break": _("เปิดแฟ้มกรณีฉุกเฉิน"),
    "glass.miss": _("ขอเปิดกรณีฉุกเฉินแต่ไม่พบครัวเรือน"),
    "glass.end": _("คืนสิทธิฉุกเฉินก่อนกำหนด"),
    "glass.review": _("ตรวจการเปิดกรณีฉุกเฉิน"),
    "alert.review": _("ตรวจการใช้งานที่ผิดปกติ"),
    "upload.receive": _("รับไฟล์"),
    "upload.check": _("สั่งตรวจไฟล์"),
    "upload.ask": _("ให้ระบบเสนอการจับคู่คอลัมน์"),
    "upload.choose": _("เลือกแบบการจับคู่คอลัมน์"),
    "upload.map": _("จับคู่คอลัมน์"),
    "upload.import": _("สั่งบันทึกไฟล์เข้าระบบ"),
    "upload.mark": _("สั่งทำไฟล์ที่ทำเครื่องหมายจุดผิด"),
    "upload.cancel": _("ยกเลิกงานของไฟล์"),
    "upload.discard": _("ทิ้งไฟล์"),
    "upload.expire": _("ลบไฟล์ที่ครบกำหนด"),
    "survey.import": _("นำข้อมูลเข้าระบบ"),
    "survey.undo": _("ถอนข้อมูลทั้งชุด"),
    "survey.recount": _("นับผลรวมใหม่"),
    "target.propose": _("เสนอเป้าหมาย"),
    "target.verify": _("บันทึกผลตรวจสอบเป้าหมาย"),
    "target.endorse": _("บันทึกมติเห็นชอบเป้าหมาย"),
    "target.certify": _("บันทึกมติรับรองเป้าหมาย"),
    "target.remove": _("ถอนครัวเรือนจากบัญชีเป้าหมาย"),
    "case.open": _("เปิดรายกรณี"),
    "case.triage": _("จำแนกรายกรณี"),
    "case.assign": _("มอบพี่เลี้ยงของรายกรณี"),
    "case.close": _("ปิดรายกรณี"),
    "case.reopen": _("เปิดรายกรณีอีกครั้ง"),
    "case.regularise": _("จัดกรณีฉุกเฉินให้เป็นไปตามระเบียบ"),
    "case.after": _("บันทึกผลตรวจหลังพ้นความยากจน"),
    "case.see": _("เปิดหน้ารายกรณี"),
    "case_list.see": _("เปิดรายชื่อรายกรณี"),
    "case_days.set": _("กำหนดจำนวนวันทำการของรายกรณี"),
    "handoff.give": _("ส่งงานข้ามระดับ"),
    "handoff.take": _("รับงานที่ส่งมา"),
    "handoff.return": _("ส่งงานคืน"),
    "handoff.escalate": _("งานเกินกำหนดส่งขึ้นระดับถัดไป"),
    "visit.plan": _("นัดเยี่ยมบ้าน"),
    "visit.record": _("บันทึกการเยี่ยมบ้าน"),
    "visit.miss": _("บันทึกว่าเยี่ยมแล้วไม่พบ"),
    "visit.withdraw": _("ยกเลิกนัดเยี่ยม"),
    "visit.see": _("เปิดบันทึกการเยี่ยมบ้าน"),
    "visit.voice": _("แนบเสียงบันทึกของการเยี่ยมบ้าน"),
    "voice.see": _("ฟังเสียงบันทึกของการเยี่ยมบ้าน"),
    "fact.change": _("แก้ข้อมูลครัวเรือนที่หน้าบ้าน"),
    "fact.decide": _("ตัดสินข้อมูลที่สองคนแก้ไม่ตรงกัน"),
    "fact.see": _("เปิดดูข้อมูลที่แก้ที่หน้าบ้าน"),
    "clash.see": _("เปิดดูข้อมูลที่สองคนแก้ไม่ตรงกัน"),
    "submission.drop": _("วางรายการที่ส่งจากโทรศัพท์"),
    "submission.accept": _("รับรายการจากโทรศัพท์ที่ค้างอยู่"),
    "submission.aside": _("วางรายการจากโทรศัพท์ไว้โดยไม่บันทึก"),
    "submission.see": _("เปิดดูรายการจากโทรศัพท์"),
    "visit_list.see": _("เปิดรายการนัดเยี่ยม"),
    "need.record": _("บันทึกความจำเป็น"),
    "need.meet": _("บันทึกว่าความจำเป็นได้รับแล้ว"),
    "need.withdraw": _("ถอนความจำเป็น"),
    "need.reopen": _("เปิดความจำเป็นใหม่"),
    "need.see": _("เปิดความจำเป็นของครัวเรือน"),
    "needs.export": _("ส่งออกจำนวนความจำเป็น"),
    "plan.write": _("เขียนแผนของครัวเรือน"),
    "plan.agree": _("บันทึกว่าครัวเรือนตกลงแผน"),
    "plan.approve": _("อนุมัติแผนของครัวเรือน"),
    "plan.return": _("ส่งคืนแผนของครัวเรือน"),
    "plan.withdraw": _("ถอนแผนของครัวเรือน"),
    "plan.supersede": _("เริ่มแผนฉบับใหม่ของครัวเรือน"),
    "plan.see": _("เปิดแผนของครัวเรือน"),
    "signature.see": _("เปิดใบลงชื่อของครัวเรือน"),
    "step.do": _("เริ่มทำขั้นของแผน"),
    "step.finish": _("ทำขั้นของแผนเสร็จ"),
    "step.drop": _("เลิกทำขั้นของแผน"),
    "step.reopen": _("เปิดขั้นของแผนอีกครั้ง"),
    "household_account.record": _("บันทึกบัญชีครัวเรือน"),
    "household_account.see": _("เปิดบัญชีครัวเรือน"),
    "household_file.export": _("พิมพ์แฟ้มครัวเรือน"),
    "measure.add": _("เพิ่มมาตรการในเมนูแก้จน"),
    "measure.end": _("เลิกใช้มาตรการในเมนูแก้จน"),
    "referral.draft": _("ร่างเรื่องส่งต่อ"),
    "referral.forward": _("ส่งเรื่องส่งต่อขึ้นขั้นถัดไป"),
    "referral.return": _("ส่งคืนเรื่องส่งต่อ"),
    "referral.sign": _("ลงนามหนังสือส่งต่อ"),
    "referral.open": _("หน่วยงานเปิดเรื่องส่งต่อ"),
    "referral.accept": _("รับเรื่องส่งต่อ"),
    "referral.decline": _("ไม่รับเรื่องส่งต่อ"),
    "referral.ask": _("ถามกลับเรื่องส่งต่อ"),
    "referral.answer": _("ตอบคำถามเรื่องส่งต่อ"),
    "referral.complete": _("บันทึกว่าช่วยตามเรื่องส่งต่อแล้ว"),
    "referral.withdraw": _("ถอนเรื่องส่งต่อ"),
    "referral.late": _("เรื่องส่งต่อเกินกำหนด"),
    "referral.see": _("เปิดเรื่องส่งต่อ"),
    "referral_list.see": _("เปิดรายการเรื่องส่งต่อ"),
    "referral_letter.export": _("พิมพ์หนังสือส่งต่อ"),
    "answer_times.export": _("ดาวน์โหลดเวลาตอบของหน่วยงาน"),
    "assistance.grant": _("รับปากหรือส่งมอบความช่วยเหลือ"),
    "assistance.confirm": _("ยืนยันการรับความช่วยเหลือ"),
    "assistance.withdraw": _("ถอนความช่วยเหลือ"),
    "assistance.regularise": _("รับรองความช่วยเหลือฉุกเฉิน"),
    "assistance.check": _("ตรวจการใช้ความช่วยเหลือ"),
    "assistance.export": _("ส่งออกรายการความช่วยเหลือ"),
    "assistance_list.see": _("เปิดรายการความช่วยเหลือ"),
    "forgotten_list.see": _("เปิดรายการครัวเรือนที่อาจถูกลืม"),
    "help.see": _("เปิดความช่วยเหลือของครัวเรือน"),
    "budget.change": _("กำหนดวงเงินงบประมาณ"),
    "budget.export": _("ส่งออกงบประมาณ"),
    "programme.add": _("เพิ่มโครงการช่วยเหลือ"),
    "programme.set_terms": _("กำหนดเกณฑ์ของโครงการ"),
    "programme.close": _("ปิดโครงการช่วยเหลือ"),
    "register.check": _("ตรวจไฟล์ทะเบียนผู้รับ"),
    "register.import": _("นำเข้าทะเบียนผู้รับ"),
    "register.undo": _("ถอนทะเบียนผู้รับ"),
    "forum.see": _("ออกรายงานการประชาคมที่มีชื่อ"),
    "receipt.see": _("ออกใบรับความช่วยเหลือที่มีชื่อ"),
    "right_list.see": _("เปิดรายชื่อผู้มีสิทธิ"),
    "right_list.export": _("ดาวน์โหลดรายชื่อผู้มีสิทธิ"),
    "assistance.import": _("นำเข้าบัญชีการช่วยเหลือ"),
    "assistance.undo": _("ถอนบัญชีการช่วยเหลือทั้งบัญชี"),
    "assistance.match": _("จับคู่แถวการช่วยเหลือกับครัวเรือน"),
    "assistance.pass": _("ตัดสินว่าแถวการช่วยเหลือไม่ใช่ครัวเรือนในพื้นที่ หรือไว้ภายหลัง"),
    "help_row.see": _("เปิดแถวการช่วยเหลือที่รอจับคู่"),
    "help_candidates.see": _("เปิดครัวเรือนที่อาจตรงกับแถวการช่วยเหลือ"),
    "logbook.settle": _("ตัดสินสิ่งที่ต่างจาก TPMAP Logbook"),
    "logbook.export": _("ส่งออกให้ TPMAP Logbook"),
    "saved_view.save": _("บันทึกมุมมองของรายการ"),
    "saved_view.rename": _("เปลี่ยนชื่อมุมมองของรายการ"),
    "saved_view.share": _("แบ่งปันมุมมองของรายการ"),
    "saved_view.withdraw": _("เลิกมุมมองของรายการ"),
    "saved_view.choose": _("เลือกมุมมองหลักของรายการ"),
    "list.export": _("ส่งออกรายการโดยไม่มีชื่อ"),
    "schedule.plan": _("ตั้งกำหนดส่งรายงาน"),
    "schedule.pause": _("พักการส่งรายงานตามกำหนด"),
    "schedule.resume": _("ส่งรายงานตามกำหนดต่อ"),
    "schedule.end": _("เลิกส่งรายงานตามกำหนด"),
    "schedule.stop": _("หยุดส่งรายงานตามกำหนดเพราะสิทธิสิ้นสุด"),
    "schedule.deliver": _("จัดทำรายงานตามกำหนด"),
    "schedule.export": _("เปิดรายงานตามกำหนด"),
    "extract.order": _("สั่งส่งออกข้อมูลสำหรับนักวิเคราะห์"),
    "extract.cancel": _("ยกเลิกการส่งออกข้อมูลสำหรับนักวิเคราะห์"),
    "extract.open": _("ดาวน์โหลดข้อมูลสำหรับนักวิเคราะห์"),
    "aggregates.export": _("จัดทำตารางรวมสำหรับนักวิเคราะห์"),
    "extract.export": _("ส่งออกข้อมูลรายบุคคลที่ไม่ระบุตัวตน"),
    "named_list.export": _("ส่งออกรายการพร้อมชื่อ"),
    "progress.export": _("ส่งออกความคืบหน้า"),
    "resolution.revoke": _("เพิกถอนมติที่ประชุม"),
    "proposal.check": _("ตรวจว่าผู้ที่ประชาชนแจ้งมีในข้อมูลหรือไม่"),
    "proposal.report": _("ประชาชนแจ้งผู้ตกหล่น"),
    "target_list.see": _("เปิดรายชื่อครัวเรือนเป้าหมาย"),
    "target.see": _("เปิดแฟ้มเป้าหมาย"),
    "roll.freeze": _("ตรึงบัญชีเป้าหมาย"),
    "roll.deadlines": _("กำหนดวันครบกำหนดของบัญชีเป้าหมาย"),
    "roll.withdraw": _("ถอนร่างบัญชีเป้าหมาย"),
    "forum.hold": _("บันทึกประชาคม"),
    "figures.freeze": _("ตรึงตัวเลขของเดือน"),
    "figures.confirm": _("อำเภอยืนยันตัวเลขของเดือน"),
    "figures.certify": _("รับรองตัวเลขของเดือน"),
    "figures.remark": _("เขียนปัญหาและข้อเสนอของรายงานประจำเดือน"),
    "sitting.plan": _("นัดการประชุม"),
    "sitting.move": _("แก้หรือเลื่อนการประชุม"),
    "sitting.cancel": _("ยกเลิกการประชุม"),
    "sitting.invite": _("เชิญประชุม"),
    "sitting.hold": _("เริ่มประชุม"),
    "seat.call": _("เพิ่มผู้เข้าประชุม"),
    "seat.strike": _("เอาผู้เข้าประชุมออก"),
    "seat.attend": _("บันทึกผู้มาประชุม"),
    "agenda.draw": _("นำเรื่องที่ถึงกำหนดเข้าระเบียบวาระ"),
    "agenda.put": _("แก้ระเบียบวาระ"),
    "agenda.order": _("จัดลำดับระเบียบวาระ"),
    "agenda.drop": _("เอาเรื่องออกจากระเบียบวาระ"),
    "meeting_paper.attach": _("แนบเอกสารประชุม"),
    "meeting_paper.see": _("เปิดเอกสารประชุม"),
    "minutes.note": _("จดรายงานการประชุม"),
    "minutes.frame": _("แก้หัวรายงานการประชุม"),
    "minutes.approve": _("รับรองรายงานการประชุม"),
    "minutes.correct": _("มีมติแก้รายงานการประชุม"),
    "order.give": _("มีข้อสั่งการ"),
    "order.answer": _("ตอบข้อสั่งการ"),
    "order.return": _("ส่งข้อสั่งการกลับ"),
    "order.carry": _("ยกข้อสั่งการไปประชุมครั้งถัดไป"),
    "order.close": _("ปิดข้อสั่งการ"),
    "order_file.see": _("เปิดเอกสารของคำตอบข้อสั่งการ"),
    "meeting.convene": _("บันทึกการประชุม"),
    "proposal.see": _("เปิดรายชื่อผู้ตกหล่น"),
    "proposal.close": _("ปิดข้อเสนอผู้ตกหล่น"),
    "evidence.see": _("เปิดไฟล์หลักฐาน"),
    "criteria.set": _("กำหนดเกณฑ์ครัวเรือนเปราะบาง"),
    "holiday.add": _("เพิ่มวันหยุดของจังหวัด"),
    "targeting.export": _("ส่งออกความคลาดเคลื่อนของเป้าหมาย"),
    "round.open": _("เปิดรอบสำรวจ"),
    "round.change": _("แก้คำอธิบายรอบสำรวจ"),
    "profile.save": _("บันทึกแบบการจับคู่คอลัมน์"),
    "profile.delete": _("เลิกใช้แบบการจับคู่คอลัมน์"),
    "user.create": _("สร้างบัญชีผู้ใช้"),
    "user.change": _("แก้ไขบัญชีผู้ใช้"),
    "user.settle": _("ตั้งค่าบัญชีของตน"),
    "user.invite": _("เชิญให้ตั้งรหัสผ่าน"),
    "user.way-in": _("ออกทางเข้าใหม่ให้บัญชี"),
    "user.accept": _("ตั้งรหัสผ่านของตน"),
    "user.close": _("ปิดบัญชีผู้ใช้"),
    "work.take-up": _("มอบงานที่ไม่มีผู้รับผิดชอบ"),
    "staff.check": _("ตรวจไฟล์รายชื่อผู้ใช้"),
    "staff.import": _("มอบบทบาทจากไฟล์รายชื่อ"),
    "line.ask": _("ขอรหัสเชื่อม LINE"),
    "line.link": _("เชื่อม LINE"),
    "line.unlink": _("เลิกเชื่อม LINE"),
    "role.grant": _("มอบบทบาท"),
    "role.end": _("ถอนบทบาท"),
    "token.issue": _("ออกกุญแจให้ระบบอื่น"),
    "token.revoke": _("ถอนกุญแจของระบบอื่น"),
    "organisation.register": _("ขึ้นทะเบียนหน่วยงาน"),
    "organisation.change": _("แก้ไขหน่วยงาน"),
    "organisation.merge": _("รวมหน่วยงานที่ซ้ำ"),
    "organisation.close": _("ปิดหน่วยงาน"),
    "consent.record": _("บันทึกความยินยอม"),
    "consent.withdraw": _("ถอนความยินยอม"),
    "consent_evidence.see": _("เปิดหลักฐานความยินยอม"),
    "processing.restrict": _("ระงับการใช้ข้อมูล"),
    "processing.lift": _("ยกเลิกการระงับการใช้ข้อมูล"),
    "notice.publish": _("ประกาศนโยบายความเป็นส่วนตัว"),
    "activity.save": _("แก้บันทึกรายการประมวลผล"),
    "activity.export": _("ส่งออกบันทึกรายการประมวลผล"),
    "request.receive": _("รับคำขอใช้สิทธิ"),
    "request.verify": _("ยืนยันตัวผู้ยื่นคำขอ"),
    "request.assign": _("มอบหมายคำขอใช้สิทธิ"),
    "request.name_person": _("เลือกบุคคลของคำขอ"),
    "request.hand_on": _("ส่งคำขอแก้ไขให้ผู้แก้"),
    "request.answer": _("ตอบคำขอใช้สิทธิ"),
    "request.refuse": _("ปฏิเสธคำขอใช้สิทธิ"),
    "request.withdraw": _("ผู้ขอถอนคำขอ"),
    "person.find": _("ค้นหาบุคคลตามคำขอ"),
    "person.export": _("จัดทำสำเนาข้อมูลส่วนบุคคล"),
    "person.download": _("ดาวน์โหลดสำเนาข้อมูลส่วนบุคคล"),
    "person.anonymise": _("ทำให้ข้อมูลบุคคลไม่ระบุตัว"),
    "breach.report": _("รายงานเหตุละเมิด"),
    "breach.assess": _("ประเมินเหตุละเมิด"),
    "breach.tell_office": _("บันทึกการแจ้ง สคส."),
    "breach.tell_persons": _("บันทึกการแจ้งเจ้าของข้อมูล"),
    "breach.close": _("ปิดเหตุละเมิด"),
    "breach.export": _("ส่งออกทะเบียนเหตุละเมิด"),
    "retention.switch": _("ตั้งกำหนดเวลาเก็บ"),
    "retention.apply": _("ล้างข้อมูลตามกำหนดเวลาเก็บ"),
}
GROUPS = {
    "view": _("การเปิดดู"),
    "export": _("การส่งออก"),
    "change": _("การเปลี่ยนแปลงข้อมูล"),
    "sign-in": _("การเข้าออกระบบ"),
    "grant": _("บัญชีผู้ใช้และสิทธิ"),
}
VIEWS = ("see", "reveal", "refuse", "search", "trace")
GRANTS = ("user", "role", "organisation", "token", "phone")
COLUMNS = ("number", "at", "recorded_at", "by", "verb", "on_type", "on_id", "place", "because", "count", "detail", "block")


@dataclass(frozen=True)
class Asked:
    """Which lines. Days are whole days of Thailand, both included; `household`: its number in the register; `place`: an area code."""

    since: date | None = None
    until: date | None = None
    who: str = ""  # username
    household: int | None = None
    place: str = ""
    group: str = ""  # a key of GROUPS

    def __str__(self) -> str:
        """As it stands on the record."""
        said = {"since": self.since, "until": self.until, "by": self.who, "household": self.household, "place": self.place}
        said["group"] = self.group
        return " ".join(f"{name}={value}" for name, value in said.items() if value)


@dataclass(frozen=True)
class Line:
    """`verb` is the act's key, `act` its msgid. No names of households or their people: the record holds none."""

    number: int
    at: datetime
    who: str  # display name; "" where the name typed at the door was not known
    username: str
    verb: str
    act: str
    on_type: str
    on_id: str
    place: str
    because: str
    count: int | None
    detail: str


@dataclass(frozen=True)
class Looker:
    """All that one user did about a household. `acts` and `reasons` without repetition, the newest first."""

    who: str
    username: str
    first: datetime
    last: datetime
    count: int
    acts: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Sight:
    """`lines` and `people` newest first. Not whole: the reader reads for an area, and lines of other places are left out."""

    lines: tuple[Line, ...]
    people: tuple[Looker, ...]
    is_whole: bool = True


@dataclass(frozen=True)
class Page:
    """`older`: give it as `before` for the lines that follow; None at the end."""

    lines: tuple[Line, ...]
    older: int | None


def group_of(verb: str) -> str:
    """A key of GROUPS."""
    noun, _dot, act = verb.partition(".")
    if noun.startswith("sign-"):
        return "sign-in"
    if act == "export":
        return "export"
    if act in VIEWS:
        return "view"
    return "grant" if noun in GRANTS else "change"


def require(user: User) -> None:
    """NotAllowed or OutOfSight for who may not read the record anywhere."""
    if not scope.areas(user, Permission.AUDIT_SEE):
        scope.require(user, Permission.AUDIT_SEE, place=settings.PROVINCE)


def lines(user: User, *, at: datetime, asked: Asked = Asked(), before: int | None = None) -> Page:
    """One page, newest first. Costs the same however long the record is: no total.

    Who reads for an area sees what was done and seen there; sign-ins and other lines of no place are for who reads for the province.
    """
    rows = _older(_rows(user, asked), before).select_related("by")
    found = list(rows[: PER_PAGE + 1])
    shown = tuple(map(_line, found[:PER_PAGE]))
    _note(user, at, "audit.see", asked, len(shown))
    return Page(shown, shown[-1].number if len(found) > PER_PAGE else None)


def who_has_seen(
    user: User, *, at: datetime, households: Iterable[int], persons: Iterable[int] = (), since: datetime | None = None, place: str = ""
) -> Sight:
    """Who saw, did or exported what about these households and people of the register. Leaves one line, at `place` where that is known.

    Who reads for an area is shown the lines of that area only, and is told so.
    """
    require(user)
    asked = sorted(set(households))
    found = of_subject(households=asked, persons=persons, since=since, limited=_limits(user))
    on = (HOUSEHOLD, asked[0]) if len(asked) == 1 else None
    audit.record(by=user, at=at, verb="audit.trace", on=on, place=place, count=len(found.lines), households=() if on else asked)
    return found


def of_subject(*, households: Iterable[int], persons: Iterable[int] = (), since: datetime | None = None, limited: Q | None = None) -> Sight:
    """The same without asking for a right and without leaving a line: for verbs above that have done both, as for the copy that a person
    gets of their own data."""
    found: set[int] = set()
    for household in set(households):
        on_it = AuditLine.objects.filter(on_type=HOUSEHOLD, on_id=str(household))
        fresh = AuditLine.objects.filter(block=None, households__contains=f" {household} ")  # not sealed, so not yet turned round
        found |= set(on_it.values_list("pk", flat=True)) | set(fresh.values_list("pk", flat=True))
        found |= set(AuditShown.objects.filter(household_id=household).values_list("line_id", flat=True))
    for person in set(persons):
        found |= set(AuditLine.objects.filter(on_type=PERSON, on_id=str(person)).values_list("pk", flat=True))
    lines = sorted((_line(row) for row in _read(sorted(found), since, limited)), key=lambda line: (line.at, line.number), reverse=True)
    return Sight(tuple(lines), _lookers(lines), limited is None)


def _read(numbers: list[int], since: datetime | None, limited: Q | None) -> Iterator[AuditLine]:
    rows = AuditLine.objects.filter(limited or Q()).filter(Q(at__gte=since) if since else Q()).defer("households").select_related("by")
    for start in range(0, len(numbers), 500):
        yield from rows.filter(pk__in=numbers[start : start + 500])


def _lookers(lines: Iterable[Line]) -> tuple[Looker, ...]:
    """`lines` newest first."""
    by_user: dict[str, list[Line]] = {}
    for line in lines:
        by_user.setdefault(line.username, []).append(line)
    return tuple(
        Looker(
            who=theirs[0].who,
            username=username,
            first=theirs[-1].at,
            last=theirs[0].at,
            count=len(theirs),
            acts=tuple(dict.fromkeys(line.act for line in theirs)),
            reasons=tuple(dict.fromkeys(line.because for line in theirs if line.because)),
        )
        for username, theirs in by_user.items()
    )


@transaction.atomic
def export_sight(
    *, by: User, at: datetime, household: int, persons: Iterable[int] = (), place: str = ""
) -> tuple[int, Iterator[list[object]]]:
    """Who has seen one household, under COLUMNS. Leaves the line of an export instead of that of a reading."""
    require(by)
    found = of_subject(households=[household], persons=persons, limited=_limits(by))
    audit.record(
        by=by, at=at, verb="audit.export", on=(HOUSEHOLD, household), place=place, count=len(found.lines), detail=f"household={household}"
    )
    numbers = [line.number for line in found.lines]
    return len(numbers), _exported(AuditLine.objects.filter(pk__in=numbers).order_by("-at", "-pk"))


@transaction.atomic
def export(*, by: User, at: datetime, asked: Asked = Asked()) -> tuple[int, Iterator[list[object]]]:
    """All of them under COLUMNS, newest first, and how many. Filter and number are on the record before the first goes out."""
    rows = _rows(by, asked)
    newest = AuditLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = rows.filter(pk__lte=newest)  # what is added meanwhile was not counted
    count = rows.count()
    _note(by, at, "audit.export", asked, count)
    return count, _exported(rows)


def _exported(rows: QuerySet[AuditLine]) -> Iterator[list[object]]:
    fields = ("pk", "at", "recorded_at", "by__username", "verb", "on_type", "on_id", "place", "because", "count", "detail", "block")
    for number, done, written, *rest in rows.values_list(*fields).iterator(chunk_size=2000):
        yield [number, _moment(done), _moment(written), *rest]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def _rows(user: User, asked: Asked) -> QuerySet[AuditLine]:
    require(user)
    rows = AuditLine.objects.order_by("-at", "-pk").filter(_limits(user) or Q())
    if asked.since:
        rows = rows.filter(at__gte=_midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.who:
        rows = rows.filter(by__username=tidy_username(asked.who))
    if asked.household:
        rows = rows.filter(on_type=HOUSEHOLD, on_id=str(asked.household))
    if asked.place:
        rows = rows.filter(places.within(asked.place, "place"))
    return _of_group(rows, asked.group) if asked.group else rows


def _of_group(rows: QuerySet[AuditLine], group: str) -> QuerySet[AuditLine]:
    """Views are most of the record: said by what they are not, no index of verbs tempts the planner to sort them all (2 s at a million)."""
    if group == "view":
        return rows.exclude(verb__in=[verb for verb in VERBS if group_of(verb) != group])
    return rows.filter(verb__in=[verb for verb in VERBS if group_of(verb) == group])


def _limits(user: User) -> Q | None:
    """None for who reads for the whole province."""
    is_whole = settings.PROVINCE in scope.areas(user, Permission.AUDIT_SEE)
    return None if is_whole else scope.within(user, Permission.AUDIT_SEE, field="place")


def _older(rows: QuerySet[AuditLine], before: int | None) -> QuerySet[AuditLine]:
    """Those after line `before` in the order of time."""
    last = AuditLine.objects.filter(pk=before).values_list("at", flat=True).first() if before else None
    return rows.filter(Q(at__lt=last) | Q(pk__lt=before), at__lte=last) if last else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _line(row: AuditLine) -> Line:
    return Line(
        number=row.pk,
        at=row.at,
        who=row.by.display_name if row.by else "",
        username=row.by.username if row.by else "",
        verb=row.verb,
        act=VERBS.get(row.verb, row.verb),
        on_type=row.on_type,
        on_id=row.on_id,
        place=row.place,
        because=row.because,
        count=row.count,
        detail=row.detail,
    )


def _note(user: User, at: datetime, verb: str, asked: Asked, count: int) -> None:
    """On the household that was asked about, so that its own trail shows who has read it."""
    on = (HOUSEHOLD, asked.household) if asked.household else None
    audit.record(by=user, at=at, verb=verb, on=on, place=asked.place, count=count, detail=str(asked))
